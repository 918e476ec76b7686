import type { CallExpression, Expression, Member, Stage } from '../../../grammar/ast.ts';
import type { ModelOrigin } from '../../check/compile.ts';
import type { DefinedMember, Definition } from '../../bind/definitions.ts';
import type { Module } from '../../bind/module.ts';
import { distributedStage } from '../../bind/distributed.ts';
import type { Instances } from './instances.ts';
import { namePolicies, type NamedNode, type NamePolicy } from './name-policies.ts';
import { Unstructured } from './unstructured.ts';

/** What generated code says of one block or model. */
export interface DefinitionInfo {
  readonly definition: Definition;
  /** What heads or results depend on, each after what it needs. */
  readonly members: readonly DefinedMember[];
  readonly policies: ReadonlyMap<NamedNode, NamePolicy>;
  /** Where blocks and models are used in it. */
  readonly uses: readonly UseSite[];
}

export interface UseSite {
  readonly call: CallExpression;
  readonly module: Module;
  readonly used: Definition;
}

/** Every block and model that a model is made of, each after those that it uses. */
export function collectDefinitions(origin: ModelOrigin, instances: Instances): readonly DefinitionInfo[] {
  const found = new Map<Definition, DefinitionInfo>();
  const visit = (definition: Definition): void => {
    if (found.has(definition)) return;
    const members = neededMembers(origin, definition);
    const uses = members.flatMap((defined) => usesIn(origin, defined));
    for (const use of uses) visit(use.used);
    const policies = namePolicies(definition, members, (node, module) => {
      const [first, ...others] = instances
        .at(module.path, node.span)
        .map((index) => instances.layer(index).class);
      if (others.some((other) => other !== first)) throw new Unstructured('an operator of several kinds');
      return first;
    });
    found.set(definition, { definition, members, policies, uses });
  };
  visit(origin.definition);
  return [...found.values()];
}

/** The members that heads or results depend on; others are not part of the model. */
function neededMembers(origin: ModelOrigin, definition: Definition): readonly DefinedMember[] {
  const { order, dependencies } = origin.orderOf(definition);
  const needed = new Set<DefinedMember>();
  const pending: DefinedMember[] =
    definition.kind === 'model' ? [...definition.heads] : [definition.returned!];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    pending.push(...(dependencies.get(next) ?? []));
  }
  return order.filter((defined) => needed.has(defined) && defined.member.kind !== 'Input');
}

function usesIn(origin: ModelOrigin, { member, module }: DefinedMember): readonly UseSite[] {
  const uses: UseSite[] = [];
  visitCalls(member, (call) => {
    const isStage = distributedStage(call, { module, parameters: new Map(), loop: undefined }, () => true);
    if (isStage) throw new Unstructured('a block for every step');
    const meaning = module.names.get(call.callee.key);
    if (meaning?.kind !== 'definition') return;
    const used = origin.definitions.get(meaning.declaration)!;
    if (used.kind === 'layer' || used.kind === 'component') throw new Unstructured(`\`${used.name}\``);
    uses.push({ call, module, used });
  });
  return uses;
}

/** Every call that stands as a stage. */
function visitCalls(member: Member, visit: (call: CallExpression) => void): void {
  const expression = (value: Expression): void => {
    switch (value.kind) {
      case 'Call':
        visit(value);
        value.arguments.forEach((argument) => {
          if (argument.value.kind === 'Pipeline') expression(argument.value);
        });
        return;
      case 'Pipeline':
        if (value.source) expression(value.source);
        value.stages.forEach(stage);
        return;
      case 'Binary':
        expression(value.left);
        expression(value.right);
        return;
      case 'List':
        value.items.forEach(expression);
        return;
      case 'Record':
        value.entries.forEach((entry) => expression(entry.value));
        return;
      default:
    }
  };
  const stage = (each: Stage): void => {
    if (each.kind === 'Call') expression(each);
    else if (each.kind === 'Repeat' || each.kind === 'For') each.body.forEach(stage);
    else if (each.kind === 'If') {
      each.then.forEach(stage);
      if (each.else) ('kind' in each.else ? [each.else] : each.else).forEach(stage);
    }
  };
  if (
    member.kind === 'Branch' ||
    member.kind === 'Head' ||
    member.kind === 'Return' ||
    member.kind === 'Shared'
  ) {
    expression(member.value);
  }
}
