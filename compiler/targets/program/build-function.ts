import type {
  BinaryExpression,
  BranchDeclaration,
  CallExpression,
  Expression,
  HeadDeclaration,
  IfStage,
  SharedDeclaration,
  Stage,
} from '../../../grammar/ast.ts';
import type { Span } from '../../../grammar/source.ts';
import { startOf } from '../../bind/function-call.ts';
import type { Definition } from '../../bind/definitions.ts';
import { getItem } from '../../functions/subscripts.ts';
import type { TensorFunction } from '../../functions/define-function.ts';
import { findFunction } from '../../functions/registry.ts';
import { givenParameters } from './given-parameters.ts';
import { sharedStages } from './name-policies.ts';
import type {
  FunctionTensor,
  LayerMaker,
  NamedTensor,
  NamedValue,
  Statement,
  Tensor,
  Value,
  Variable,
} from './program.ts';
import { callTypes } from './instances.ts';
import { functionOfLayer } from './functions.ts';
import { Unstructured } from './unstructured.ts';
import { inputsOf, one, throughShared, type Flow, type SharedLayer } from './flow.ts';
import { FunctionScope } from './function-scope.ts';

/** Builds the statements of one block or model. */
export class FunctionBuilder extends FunctionScope {
  private readonly shared = new Map<string, readonly SharedLayer[]>();

  /** Writes every member after what it needs; gives what `return` gives. */
  members(): Flow | undefined {
    let returned: Flow | undefined;
    for (const { member, module } of this.info.members) {
      this.module = module;
      if (member.kind === 'Shared') this.declare(member);
      else if (member.kind === 'Branch') this.branch(member);
      else if (member.kind === 'Head') this.head(member);
      else if (member.kind === 'Return') returned = this.flow(member.value, { name: 'result' });
    }
    return returned;
  }

  /** One tensor for each name in a list of results. */
  named(flow: Flow): readonly NamedTensor[] | Tensor {
    if (flow.kind === 'one') return flow.tensor;
    if (flow.kind === 'record') return flow.entries;
    throw new Unstructured('a block that returns a list');
  }

  private branch({ target, value, doc }: BranchDeclaration): void {
    if (target.kind === 'Identifier') {
      const variable = { name: target.key };
      this.assign(variable, one(this.flow(value, variable)), doc);
      this.tensors.set(target.key, { kind: 'variable', variable });
      return;
    }
    const flow = this.flow(value, undefined);
    if (flow.kind !== 'results') throw new Unstructured('several results');
    const taken =
      target.kind === 'ListPattern'
        ? target.names.map((name) => [undefined, name] as const)
        : target.entries.map(({ key, name }) => [key.key, name] as const);
    const variables = taken.map(([, name]) => ({ name: name.key }));
    taken.forEach(([, name], index) =>
      this.tensors.set(name.key, { kind: 'variable', variable: variables[index]! }),
    );
    const targets = flow.names
      ? flow.names.map((name) => variables[taken.findIndex(([key]) => key === name)])
      : variables;
    this.into.push({ kind: 'assign', targets, doc, value: flow.tensor });
  }

  private head({ name, value, doc }: HeadDeclaration): void {
    const variable = { name: name.key };
    this.assign(variable, one(this.flow(value, variable)), doc);
    this.tensors.set(name.key, { kind: 'variable', variable });
  }

  /** `shared`: a layer, or several one after the other, each with a variable. */
  private declare({ name, value, doc }: SharedDeclaration): void {
    const stages = sharedStages(value);
    const layers = stages.map((stage) => {
      if (stage.kind !== 'Call' || this.usedDefinition(stage)) throw new Unstructured('a shared block');
      const maker = this.maker(stage, stage);
      const variable = { name: stages.length === 1 ? name.key : maker.name.base };
      return { ...maker, variable, isSeveral: this.givesSeveral(stage) };
    });
    layers.forEach((layer, index) =>
      this.into.push({ kind: 'layer', target: layer.variable, doc: index === 0 ? doc : undefined, layer }),
    );
    this.shared.set(name.key, layers);
  }

  /** @param target the variable that the pipeline is for: its stages are assigned to it one by one */
  private flow(expression: Expression, target: Variable | undefined): Flow {
    switch (expression.kind) {
      case 'Identifier': {
        const tensor = this.tensors.get(expression.key);
        if (!tensor) throw new Unstructured(`\`${expression.text}\``);
        return { kind: 'one', tensor };
      }
      case 'List':
        return { kind: 'list', tensors: expression.items.map((item) => this.part(item)) };
      case 'Record': {
        const entries = expression.entries.map(({ name, value }) => ({
          name: name.key,
          value: this.part(value),
        }));
        return { kind: 'record', entries };
      }
      case 'Pipeline': {
        // A function of tensors in front of the first arrow is where the pipeline begins.
        const { source, stages } = startOf((call) => this.isFunction(call), expression);
        if (!source) throw new Unstructured('a pipeline without source');
        return this.stages(stages, this.flow(source, target), target);
      }
      case 'Binary':
        return { kind: 'one', tensor: this.operator(expression, target) };
      case 'Call':
      case 'Unary':
      case 'Index':
        return this.functionCall(expression);
      default:
        throw new Unstructured('a tensor expression');
    }
  }

  /** A tensor inside an expression: where it takes several steps, it gets a variable. */
  private part(expression: Expression): Tensor {
    const isLong = expression.kind === 'Pipeline' && expression.stages.length > 1;
    const isPlain =
      expression.kind === 'Pipeline' &&
      expression.stages.every(({ kind }) => kind === 'Call' || kind === 'Identifier');
    if (!isLong && isPlain) return one(this.flow(expression, undefined));
    if (expression.kind !== 'Pipeline') return one(this.flow(expression, undefined));
    const variable = { name: 'part' };
    this.assign(variable, one(this.flow(expression, variable)));
    return { kind: 'variable', variable };
  }

  private stages(stages: readonly Stage[], from: Flow, target: Variable | undefined): Flow {
    let flow = from;
    for (const stage of stages) {
      // Steps before the last are assigned, so that a pipeline reads as a list of them.
      if (target && flow.kind === 'one' && flow.tensor.kind !== 'variable')
        flow = this.keep(flow.tensor, target);
      flow = this.stage(stage, flow, target);
    }
    return flow;
  }

  private stage(stage: Stage, flow: Flow, target: Variable | undefined): Flow {
    switch (stage.kind) {
      case 'Call':
        return this.call(stage, flow);
      case 'Identifier': {
        const layers = this.shared.get(stage.key);
        if (!layers) throw new Unstructured(`\`${stage.text}\``);
        return layers.reduce(throughShared, flow);
      }
      case 'Repeat':
      case 'For':
      case 'If':
        if (!target) throw new Unstructured('a loop inside an expression');
        return stage.kind === 'If'
          ? this.condition(stage, one(flow), target)
          : this.loop(stage, one(flow), target);
      case 'Missing':
        throw new Unstructured('missing text');
    }
  }

  private loop(stage: Extract<Stage, { kind: 'Repeat' | 'For' }>, from: Tensor, target: Variable): Flow {
    this.assign(target, from);
    const tensor: Tensor = { kind: 'variable', variable: target };
    if (stage.kind === 'Repeat') {
      const count = this.value(stage.count, { kind: 'integer' });
      this.into.push({ kind: 'repeat', count, body: this.body(stage.body, tensor, target) });
    } else {
      const variable = { name: stage.variable.key };
      const list = this.value(stage.list, undefined);
      const outer = this.loops;
      this.loops = [[stage.variable.key, variable], ...outer];
      this.into.push({ kind: 'for', variable, list, body: this.body(stage.body, tensor, target) });
      this.loops = outer;
    }
    return { kind: 'one', tensor };
  }

  private condition(stage: IfStage, from: Tensor, target: Variable): Flow {
    const other = stage.else === undefined ? [] : 'kind' in stage.else ? [stage.else] : stage.else;
    const condition = this.value(stage.condition, undefined);
    const then = this.body(stage.then, from, target);
    const otherwise = this.body(other, from, target);
    this.into.push({ kind: 'if', condition, then, otherwise });
    return { kind: 'one', tensor: { kind: 'variable', variable: target } };
  }

  /** Statements that end in the target holding what the stages give. */
  private body(stages: readonly Stage[], from: Tensor, target: Variable): readonly Statement[] {
    const outer = this.into;
    const inner: Statement[] = [];
    this.into = inner;
    this.assign(target, one(this.stages(stages, { kind: 'one', tensor: from }, target)));
    this.into = outer;
    return inner;
  }

  private call(call: CallExpression, flow: Flow): Flow {
    const used = this.usedDefinition(call);
    if (used) return this.use(call, used, flow);
    const maker = this.maker(call, call);
    const { declaration } = maker;
    const known = declaration.tensorArguments ?? {};
    const given = call.arguments.flatMap(({ name, value }) => {
      if (!name || !Object.hasOwn(known, name.key)) return [];
      const items = value.kind === 'List' ? value.items : [value];
      return [[name.key, items.map((item) => this.part(item))] as const];
    });
    const tensorArguments = Object.fromEntries(given);
    const tensor: Tensor = {
      kind: 'apply',
      maker,
      declaration,
      inputs: inputsOf(flow, declaration.inputNames),
      tensorArguments,
    };
    return { kind: this.givesSeveral(call) ? 'results' : 'one', tensor, names: undefined };
  }

  private use(call: CallExpression, definition: Definition, flow: Flow): Flow {
    const known = this.context.functions.get(definition);
    if (!known) throw new Unstructured(`\`${definition.name}\``);
    const given = givenParameters(call, definition);
    const names = definition.inputs.map(({ member }) => ({ name: member.name.key, required: true }));
    const read = new Map(known.parameters.map((each) => [each.variable.name, each]));
    const tensor: Tensor = {
      kind: 'use',
      function: known,
      name: this.layerName(call),
      arguments: [...given].flatMap(([key, expression]) => {
        const parameter = read.get(key);
        return parameter ? [{ parameter, value: this.value(expression, parameter.type) }] : [];
      }),
      inputs: inputsOf(flow, names),
    };
    const { result } = known;
    if (!Array.isArray(result)) return { kind: 'one', tensor };
    return { kind: 'results', tensor, names: (result as readonly NamedTensor[]).map(({ name }) => name) };
  }

  /** `a + b`, `2 * x`, `x > 0`: what stands left may be long, so it is walked without recursion. */
  private operator(expression: BinaryExpression, target: Variable | undefined): Tensor {
    const spine: BinaryExpression[] = [];
    let innermost: Expression = expression;
    while (innermost.kind === 'Binary') {
      spine.push(innermost);
      innermost = innermost.left;
    }
    // Leading steps of a spine may be numbers alone: `2 * 3 * x`.
    while (spine.length > 0 && !this.isTensor(spine.at(-1)!)) innermost = spine.pop()!;
    let left: Tensor | Value = this.operand(innermost);
    for (let step = spine.pop(); step; step = spine.pop()) {
      const made = this.step(step, left);
      const isLast = spine.length === 0;
      left = isLast || !target ? made : one(this.keep(made, target));
    }
    return left as Tensor;
  }

  private step(step: BinaryExpression, left: Tensor | Value): Tensor {
    const { instances } = this.context;
    const [index] = instances.at(this.module.path, step.span);
    if (index === undefined) throw new Unstructured('an operator that is not used');
    const right = this.operand(step.right);
    const { declaration } = instances.layer(index);
    const known = functionOfLayer(declaration);
    if (known) return this.called(step.span, known, [left, right], []);
    if (declaration.name === 'Divide' || declaration.name.endsWith('Number')) {
      return { kind: 'operator', operator: step.operator as '+' | '-' | '*' | '/', left, right };
    }
    const maker: LayerMaker = { declaration, name: this.layerName(step), arguments: [], trainable: true };
    return {
      kind: 'apply',
      maker,
      declaration,
      inputs: [left as Tensor, right as Tensor],
      tensorArguments: {},
    };
  }

  private operand(expression: Expression): Tensor | Value {
    return this.isTensor(expression) ? this.part(expression) : this.value(expression, { kind: 'number' });
  }

  /** `sqrt(x)`, `-x`, `x[0]`. */
  private functionCall(expression: Extract<Expression, { kind: 'Call' | 'Unary' | 'Index' }>): Flow {
    if (expression.kind === 'Unary') {
      const known = findFunction(expression.operator === '-' ? 'negative' : 'logical_not')!;
      const operands = [this.part(expression.operand)];
      return { kind: 'one', tensor: this.called(expression.span, known, operands, []) };
    }
    if (expression.kind === 'Index') return { kind: 'one', tensor: this.entry(expression) };
    const known = this.functionOf(expression);
    if (!known) throw new Unstructured(`\`${expression.callee.text}\``);
    const tensor = this.knownFunction(expression, known);
    return { kind: tensor.types.outputs.length > 1 ? 'results' : 'one', tensor, names: undefined };
  }

  /** `x[0]` of a tensor, or of several results. */
  private entry({ index, list, span }: Extract<Expression, { kind: 'Index' }>): Tensor {
    if (index.kind === 'Slice' || index.kind === 'Subscripts') throw new Unstructured('a range');
    const place = this.value(index, { kind: 'integer' });
    const from = this.flow(list, undefined);
    if (from.kind === 'results' && !from.names) return { kind: 'result', of: from.tensor, index: place };
    const key: Value = { kind: 'list', items: [{ kind: 'list', items: [place] }] };
    return this.called(span, getItem, [one(from)], [{ name: 'key', positional: false, value: key }]);
  }

  /** A call of a function of tensors, with the types that the graph has for it. */
  private called(
    span: Span,
    known: TensorFunction,
    operands: readonly (Tensor | Value)[],
    constants: readonly NamedValue[],
  ): FunctionTensor {
    const { instances } = this.context;
    const types = callTypes(instances.graph, instances.callsAt(this.module.path, span));
    if (!types) throw new Unstructured('a function that is not used, or of several types');
    return { kind: 'function', function: known, operands, constants, types };
  }

  private knownFunction(call: CallExpression, known: TensorFunction): FunctionTensor {
    let position = 0;
    const operands: (Tensor | Value)[] = [];
    const constants: { name: string; positional: boolean; value: Value }[] = [];
    for (const { name, value } of call.arguments) {
      // Behind the last parameter stand further tensors of it.
      const key = name?.key ?? known.parameters[position++] ?? known.parameters.at(-1)!;
      const kind = Object.hasOwn(known.operands, key) ? known.operands[key] : undefined;
      if (kind === undefined) {
        const type = known.layer.arguments[key]?.type;
        constants.push({ name: key, positional: name === undefined, value: this.value(value, type) });
      } else if (kind === 'list') {
        const flow = this.flow(value, undefined);
        if (flow.kind !== 'list') throw new Unstructured('a list of tensors');
        operands.push(...flow.tensors);
      } else operands.push(this.operand(value));
    }
    return this.called(call.span, known, operands, constants);
  }
}
