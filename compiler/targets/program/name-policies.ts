import type { BinaryExpression, CallExpression, Expression, Stage } from '../../../grammar/ast.ts';
import type { Module } from '../../bind/module.ts';
import type { DefinedMember, Definition } from '../../bind/definitions.ts';
import { constantFunctions } from '../../bind/functions.ts';
import { snakeCase } from '../../names/snake-case.ts';
import { Unstructured } from './unstructured.ts';

/** How the name of a layer or use is written in generated code; all but `shared` ones get the prefix of the use. */
export type NamePolicy =
  /** A name of its own: from `name: "…"`, a head or a `shared`. */
  | { readonly kind: 'own'; readonly name: string }
  /** The same in every use: the base, numbered by its place in the text. */
  | { readonly kind: 'fixed'; readonly name: string }
  /** Numbered while the function runs: it stands in a loop, or after something that may be left out. */
  | { readonly kind: 'counted'; readonly base: string };

export type NamedNode = CallExpression | BinaryExpression;

type Counts = Map<string, number>;

/** Marks a base whose count depends on conditions or loops. */
const uncertain = Number.NaN;

/** What names of the layers and uses in a block or model are made from, as the compiler names them. */
export function namePolicies(
  definition: Definition,
  members: readonly DefinedMember[],
  operatorClass: OperatorClass,
): ReadonlyMap<NamedNode, NamePolicy> {
  return new PolicyFinder(definition.module, operatorClass).find(members);
}

/** The layer that an operator stands for; undefined where the model does not use it. */
export type OperatorClass = (node: BinaryExpression, module: Module) => string | undefined;

class PolicyFinder {
  private module: Module;
  private readonly operatorClass: OperatorClass;
  private readonly policies = new Map<NamedNode, NamePolicy>();
  private readonly countedBases = new Set<string>();
  private readonly pending: { node: NamedNode; base: string; index: number }[] = [];
  private declaration: string | undefined;
  private counts: Counts = new Map();

  constructor(module: Module, operatorClass: OperatorClass) {
    this.module = module;
    this.operatorClass = operatorClass;
  }

  find(members: readonly DefinedMember[]): ReadonlyMap<NamedNode, NamePolicy> {
    for (const { member, names, module } of members) {
      this.module = module;
      this.declaration = member.kind === 'Return' ? undefined : names[0]?.key;
      if (member.kind === 'Branch' || member.kind === 'Return') this.expression(member.value);
      else if (member.kind === 'Head') this.head(member.name.key, member.value);
      else if (member.kind === 'Shared') this.shared(member.name.key, member.value);
    }
    for (const { node, base, index } of this.pending) {
      const isCounted = this.countedBases.has(base);
      const name = index === 0 ? base : `${base}_${index}`;
      this.policies.set(node, isCounted ? { kind: 'counted', base } : { kind: 'fixed', name });
    }
    return this.policies;
  }

  /** The last layer of a head bears its name, where the head's own pipeline makes it. */
  private head(name: string, value: Expression): void {
    const last = value.kind === 'Pipeline' ? value.stages.at(-1) : value;
    if (last?.kind === 'Repeat' || last?.kind === 'For' || last?.kind === 'If') {
      throw new Unstructured('a head that ends in a loop or condition');
    }
    const isLayer = last?.kind === 'Call' && !this.isUse(last) && !explicitName(last);
    if (isLayer || last?.kind === 'Binary') this.policies.set(last, { kind: 'own', name });
    this.expression(value);
  }

  private shared(name: string, value: Expression): void {
    const stages = sharedStages(value);
    const [only] = stages;
    this.declaration = undefined;
    if (stages.length === 1 && only?.kind === 'Call') {
      const explicit = explicitName(only);
      this.policies.set(only, { kind: 'own', name: explicit ?? name });
      this.arguments(only);
      return;
    }
    // A stack of several stages is a group of its own: its names start anew.
    const inner = new PolicyFinder(this.module, this.operatorClass);
    inner.stages(stages);
    for (const { node, base, index } of inner.pending) {
      if (inner.countedBases.has(base)) throw new Unstructured('a loop in a shared stack');
      this.policies.set(node, { kind: 'own', name: `${name}_${index === 0 ? base : `${base}_${index}`}` });
    }
    for (const [node, policy] of inner.policies) {
      if (policy.kind === 'own') this.policies.set(node, { kind: 'own', name: `${name}_${policy.name}` });
    }
  }

  private expression(expression: Expression): void {
    switch (expression.kind) {
      case 'Pipeline':
        if (expression.source) this.expression(expression.source);
        this.stages(expression.stages);
        return;
      case 'Binary': {
        const spine: BinaryExpression[] = [];
        let innermost: Expression = expression;
        while (innermost.kind === 'Binary') {
          spine.push(innermost);
          innermost = innermost.left;
        }
        this.expression(innermost);
        for (let step = spine.pop(); step; step = spine.pop()) {
          this.expression(step.right);
          const layer = this.operatorClass(step, this.module);
          if (layer !== undefined && !this.policies.has(step)) this.count(step, this.baseOf(layer));
        }
        return;
      }
      case 'List':
        expression.items.forEach((item) => this.expression(item));
        return;
      case 'Record':
        expression.entries.forEach((entry) => this.expression(entry.value));
        return;
      default:
    }
  }

  private stages(stages: readonly Stage[]): void {
    stages.forEach((stage) => this.stage(stage));
  }

  private stage(stage: Stage): void {
    switch (stage.kind) {
      case 'Call':
        return this.call(stage);
      case 'Repeat':
      case 'For': {
        const before = new Map(this.counts);
        this.stages(stage.body);
        for (const [base, count] of this.counts) {
          if (count === before.get(base)) continue;
          this.countedBases.add(base);
          this.counts.set(base, uncertain);
        }
        return;
      }
      case 'If': {
        const before = new Map(this.counts);
        this.stages(stage.then);
        const after = this.counts;
        this.counts = before;
        const other = stage.else;
        if (other) this.stages('kind' in other ? [other] : other);
        for (const [base, count] of after) {
          if (this.counts.get(base) !== count) this.counts.set(base, uncertain);
        }
        for (const base of this.counts.keys()) if (!after.has(base)) this.counts.set(base, uncertain);
        return;
      }
      default:
    }
  }

  private call(call: CallExpression): void {
    this.arguments(call);
    if (this.policies.has(call)) return;
    const explicit = explicitName(call);
    if (explicit !== undefined) {
      this.policies.set(call, { kind: 'own', name: explicit });
      return;
    }
    this.count(call, this.baseOf(this.nameOf(call)));
  }

  private baseOf(name: string): string {
    const snake = snakeCase(name);
    return this.declaration === undefined ? snake : `${this.declaration}_${snake}`;
  }

  private count(node: NamedNode, base: string): void {
    const index = this.counts.get(base) ?? 0;
    if (Number.isNaN(index)) this.countedBases.add(base);
    this.pending.push({ node, base, index: Number.isNaN(index) ? 0 : index });
    this.counts.set(base, index + 1);
  }

  /** Tensors among the arguments make their layers before the layer that takes them. */
  private arguments(call: CallExpression): void {
    for (const { value } of call.arguments) if (value.kind === 'Pipeline') this.expression(value);
  }

  private nameOf(call: CallExpression): string {
    const meaning = this.module.names.get(call.callee.key);
    return meaning?.kind === 'definition' ? meaning.declaration.name.key : call.callee.key;
  }

  private isUse(call: CallExpression): boolean {
    return (
      this.module.names.get(call.callee.key)?.kind === 'definition' || constantFunctions.has(call.callee.key)
    );
  }
}

/** The stages on the right of `shared`. */
export function sharedStages(value: Expression): readonly Stage[] {
  if (value.kind === 'Call' || value.kind === 'Identifier') return [value];
  if (value.kind !== 'Pipeline') throw new Unstructured('what is shared');
  const { source, stages } = value;
  if (!source) return stages;
  if (source.kind === 'Call' || source.kind === 'Identifier') return [source, ...stages];
  throw new Unstructured('what is shared');
}

/** The text of `name: "…"`. */
function explicitName(call: CallExpression): string | undefined {
  const argument = call.arguments.find((each) => each.name?.key === 'name');
  if (!argument) return undefined;
  if (argument.value.kind !== 'String') throw new Unstructured('a name that is computed');
  return argument.value.value;
}
