import type {
  BinaryExpression,
  CallExpression,
  Expression,
  Identifier,
  IndexExpression,
  ListExpression,
  PipelineExpression,
  RecordExpression,
  UnaryExpression,
} from '../../grammar/ast.ts';
import { evaluate, findValue } from '../bind/evaluate.ts';
import { resolveValue } from '../bind/arguments/resolve.ts';
import { functionOf, isFunction, resolveFunctionCall, startOf } from '../bind/function-call.ts';
import { constantFunctions } from '../bind/functions.ts';
import { getItem } from '../functions/subscripts.ts';
import type { OperandKind, TensorFunction } from '../functions/define-function.ts';
import { findFunction } from '../functions/registry.ts';
import { isNumber, sizeValue, valueDescription } from '../bind/values.ts';
import { sizeOperation } from '../bind/size-operation.ts';
import { isMaskCall } from '../bind/call-kinds.ts';
import { requiredInteger, requiredSize } from '../declarations/declare.ts';
import type { ArgumentValue } from '../declarations/values.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
import { findLayer } from '../layers/registry.ts';
import {
  flowTensors,
  lostTensor,
  relabelled,
  tensorFlow,
  unknownFlow,
  type Flow,
  type FlowTensor,
} from './flow.ts';
import { applyFunction, numbersAsTensor, sizeAsTensor } from './function.ts';
import { applyOperatorLayer } from './operator.ts';
import { calculusOf, keepFlow, labelOf, placeAt, type Site } from './site.ts';
import { expandStages } from './stages.ts';
import { deeper } from './limits.ts';
import {
  asTensorOrNumber,
  constantsIn,
  isOfNumbers,
  oneTensor,
  readsTensor,
  type Operand,
} from './operand.ts';
import { expandMask, trainingFlag } from './layer-sources.ts';

/** Expands a tensor expression or pipeline; what is not a tensor is reported. */
export function expandFlow(site: Site, expression: Expression): Flow {
  if (expression.kind === 'Pipeline') return expandPipeline(site, expression);
  const operand = expandOperand(site, expression);
  if (operand.kind === 'flow') {
    keepFlow(site, expression, operand.flow);
    return operand.flow;
  }
  if (operand.value.kind === 'unknown') return unknownFlow;
  const { value } = operand;
  if (value.kind === 'size') return tensorFlow(sizeAsTensor(site, expression, value.size));
  // In the bodies of layers and components numbers are tensors, too.
  if (calculusOf(site) !== 'samples' && isNumber(value))
    return tensorFlow(numbersAsTensor(site, expression, [value.value], []));
  const found =
    expression.kind === 'Identifier' && value.kind !== 'option'
      ? `\`${expression.text}\` is a constant or parameter`
      : valueDescription(value);
  site.context.report('KM2003', 'value', { wanted: 'A tensor', found }, placeAt(site, expression.span));
  return unknownFlow;
}

/** Expands an expression that must give one tensor. */
export function expandOne(site: Site, expression: Expression): FlowTensor {
  const flow = expandFlow(site, expression);
  const place = placeAt(site, expression.span);
  return oneTensor(site, flow, labelOf(site, expression.span), place);
}

function expandOperand(site: Site, expression: Expression): Operand {
  switch (expression.kind) {
    case 'Identifier':
      return expandName(site, expression);
    case 'List':
      if (isOfNumbers(expression)) break;
      return { kind: 'flow', flow: expandList(site, expression) };
    case 'Record':
      return { kind: 'flow', flow: expandRecord(site, expression) };
    case 'Pipeline':
      return { kind: 'flow', flow: expandPipeline(site, expression) };
    case 'Binary':
      return expandBinary(site, expression);
    case 'Call': {
      if (isMaskCall(site.frame.definition, expression))
        return { kind: 'flow', flow: expandMask(site, expression) };
      const known = functionOf(site.context, site.environment, expression);
      if (known && readsTensor(site, expression)) {
        const inner = deeper(site, expression.span);
        return { kind: 'flow', flow: inner ? expandFunction(inner, expression, known) : unknownFlow };
      }
      if (constantFunctions.has(expression.callee.key)) break;
      return { kind: 'flow', flow: unknownFlow };
    }
    case 'Unary':
      if (!readsTensor(site, expression)) break;
      return { kind: 'flow', flow: expandSign(site, expression) };
    case 'Index':
      if (!readsTensor(site, expression)) break;
      return { kind: 'flow', flow: expandIndex(site, expression) };
    case 'Missing':
      return { kind: 'flow', flow: unknownFlow };
    default:
      break;
  }
  return { kind: 'value', value: evaluate(site.context, site.environment, expression) };
}

/** A pipeline without source gives nothing: the rule on sources reports it, once for all that depends on it. */
function expandPipeline(site: Site, pipeline: PipelineExpression): Flow {
  const { source, stages } = startOf((call) => isFunction(site.context, site.environment, call), pipeline);
  const inner = deeper(site, pipeline.span);
  if (!inner || !source) return unknownFlow;
  return expandStages(inner, stages, isChainStart(site, source) ? unknownFlow : expandFlow(inner, source));
}

function isChainStart(site: Site, source: Expression): boolean {
  return (
    (source.kind === 'Identifier' && site.frame.definition.names.get(source.key)?.member.kind === 'Shared') ||
    (source.kind === 'Call' &&
      !constantFunctions.has(source.callee.key) &&
      !isMaskCall(site.frame.definition, source) &&
      !functionOf(site.context, site.environment, source))
  );
}

function expandName(site: Site, name: Identifier): Operand {
  const tensor = site.frame.tensors.get(name.key);
  if (tensor) return { kind: 'flow', flow: tensorFlow(relabelled(tensor, name.text)) };
  const value = findValue(site.context, site.environment, name);
  if (value) return { kind: 'value', value };
  const size = site.frame.sizes.get(name.key);
  if (size !== undefined && !site.frame.definition.names.has(name.key))
    return { kind: 'value', value: sizeValue(size) };
  if (site.frame.sources && name.key === 'training')
    return { kind: 'flow', flow: tensorFlow(trainingFlag(site, name)) };
  const place = placeAt(site, name.span);
  if (!site.frame.definition.names.has(name.key)) reportLostName(site, name);
  return { kind: 'flow', flow: tensorFlow(lostTensor(name.text, place)) };
}

/** An inherited declaration may read a name that an override no longer declares. */
function reportLostName(site: Site, name: Identifier): void {
  const { definition } = site.frame;
  if (site.member.owner === definition.declaration) return;
  let base = definition.base;
  while (base && base.declaration !== site.member.owner) base = base.base;
  if (!base?.names.has(name.key)) return;
  site.context.report('KM1001', 'default', { name: name.text }, placeAt(site, name.span), {
    related: [
      {
        place: { file: definition.module.path, span: definition.declaration.name.span },
        message: `\`${definition.name}\` replaces what declared \`${name.text}\`.`,
      },
    ],
  });
}

function expandList(site: Site, list: ListExpression): Flow {
  const inner = deeper(site, list.span);
  if (!inner) return unknownFlow;
  const tensors = list.items.map((item) => expandOne(inner, item));
  return { kind: 'list', tensors, label: labelOf(site, list.span) };
}

function expandRecord(site: Site, record: RecordExpression): Flow {
  const inner = deeper(site, record.span);
  if (!inner) return unknownFlow;
  const entries: { name: string; tensor: FlowTensor }[] = [];
  for (const entry of record.entries) {
    if (entries.some((known) => known.name === entry.name.key)) {
      site.context.report('KM1002', 'entry', { name: entry.name.text }, placeAt(site, entry.name.span));
      continue;
    }
    entries.push({ name: entry.name.key, tensor: expandOne(inner, entry.value) });
  }
  return { kind: 'record', entries, label: labelOf(site, record.span), results: false };
}

/** Walks the left side without recursion, as `evaluate` does. */
function expandBinary(site: Site, expression: BinaryExpression): Operand {
  if (!readsTensor(site, expression)) {
    return { kind: 'value', value: evaluate(site.context, site.environment, expression) };
  }
  const spine: BinaryExpression[] = [];
  let innermost: Expression = expression;
  while (innermost.kind === 'Binary') {
    spine.push(innermost);
    innermost = innermost.left;
  }
  const inner = deeper(site, expression.span);
  if (!inner) return { kind: 'flow', flow: unknownFlow };
  let left = expandOperand(inner, innermost);
  if (left.kind === 'flow') keepFlow(site, innermost, left.flow);
  for (let step = spine.pop(); step; step = spine.pop()) left = combine(inner, step, left);
  return left;
}

function combine(site: Site, expression: BinaryExpression, left: Operand): Operand {
  const right = expandOperand(site, expression.right);
  if (right.kind === 'flow') keepFlow(site, expression.right, right.flow);
  const { operator } = expression;
  if (left.kind === 'value' && right.kind === 'value') {
    const [a, b] = [left.value, right.value];
    if (a.kind !== 'size' && b.kind !== 'size')
      return { kind: 'value', value: evaluate(site.context, site.environment, expression) };
    const size = sizeOperation(operator, a, b);
    if (size) return { kind: 'value', value: size };
  }
  const first = asTensorOrNumber(site, left, expression.left);
  const second = asTensorOrNumber(site, right, expression.right);
  if (first === undefined || second === undefined) return { kind: 'flow', flow: unknownFlow };
  const isArithmetic = operator === '+' || operator === '-' || operator === '*' || operator === '/';
  const calculus = calculusOf(site);
  const isPlain = (operand: FlowTensor | number): boolean =>
    typeof operand === 'number' || !operand.type?.whole;
  // Between samples the operators are layers of Keras.
  if (isArithmetic && calculus === 'samples' && isPlain(first) && isPlain(second))
    return { kind: 'flow', flow: applyOperatorLayer(site, expression, operator, first, second) };
  const known = findFunction(operatorFunctions[operator])!;
  return { kind: 'flow', flow: applyFunction(site, expression, known, [first, second], {}) };
}

/** The function that each operator stands for. */
const operatorFunctions: Readonly<Record<BinaryExpression['operator'], string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'true_divide',
  '%': 'mod',
  '**': 'power',
  '==': 'equal',
  '!=': 'not_equal',
  '<': 'less',
  '<=': 'less_equal',
  '>': 'greater',
  '>=': 'greater_equal',
  and: 'logical_and',
  or: 'logical_or',
};

/** `-x` and `not x`. */
function expandSign(site: Site, expression: UnaryExpression): Flow {
  const inner = deeper(site, expression.span);
  if (!inner) return unknownFlow;
  const tensor = expandOne(inner, expression.operand);
  const known = findFunction(expression.operator === '-' ? 'negative' : 'logical_not')!;
  return tensor.type ? applyFunction(inner, expression, known, [tensor], {}) : unknownFlow;
}

/** `x[-1]`, `x[2:10, :]`: places and bounds are constants or sizes. Of several results, brackets take one. */
function expandIndex(site: Site, expression: IndexExpression): Flow {
  const inner = deeper(site, expression.span);
  if (!inner) return unknownFlow;
  const flow = expandFlow(inner, expression.list);
  const { index } = expression;
  if (flow.kind === 'list') return oneOfList(site, flow, index);
  const place = placeAt(site, expression.list.span);
  const tensor = oneTensor(inner, flow, labelOf(site, expression.list.span), place);
  const items = index.kind === 'Subscripts' ? index.items : [index];
  const key = items.map((item) => subscriptOf(site, item));
  if (!tensor.type || key.includes(undefined)) return unknownFlow;
  return applyFunction(inner, expression, getItem, [tensor], { key: key as ArgumentValue });
}

function subscriptOf(site: Site, item: Expression): ArgumentValue | undefined {
  const read = (part: Expression | undefined): ArgumentValue | undefined =>
    part === undefined
      ? null
      : resolveValue(site.context, site.environment, part, 'index', subscript, '`[]`');
  if (item.kind !== 'Slice') {
    const place = read(item);
    return place === undefined ? undefined : [place];
  }
  const bounds = [read(item.start), read(item.stop), read(item.step)];
  return bounds.includes(undefined) ? undefined : (bounds as ArgumentValue);
}

const subscript = requiredSize('A place or a bound.');

/** `split(x, 2, axis: -1)[0]` */
function oneOfList(site: Site, flow: Extract<Flow, { kind: 'list' }>, index: Expression): Flow {
  const value = resolveValue(site.context, site.environment, index, 'index', requiredInteger(''), '`[]`');
  if (typeof value !== 'number') return unknownFlow;
  const count = flow.tensors.length;
  const tensor = flow.tensors[value < 0 ? count + value : value];
  if (tensor) return tensorFlow(tensor);
  site.context.report('KM2004', 'index', { count, index: value }, placeAt(site, index.span));
  return unknownFlow;
}

/** A function of tensors, called by its name. */
function expandFunction(site: Site, call: CallExpression, known: TensorFunction): Flow {
  const { args, operands, rest } = resolveFunctionCall(site.context, site.environment, call, known);
  if (!operands) return unknownFlow;
  const given: (FlowTensor | number)[] = [];
  let complete = args !== undefined;
  for (const name of Object.keys(known.operands)) {
    const kind = known.operands[name]!;
    const written = kind === 'rest' ? rest : [operands.get(name)].filter((each) => each !== undefined);
    for (const expression of written) {
      const expanded = expandFunctionOperand(site, expression, kind, { call, known });
      if (expanded) given.push(...expanded);
      else complete = false;
    }
  }
  return complete ? applyFunction(site, call, known, given, args!) : unknownFlow;
}

function expandFunctionOperand(
  site: Site,
  expression: Expression,
  kind: OperandKind,
  owner: { readonly call: CallExpression; readonly known: TensorFunction },
): readonly (FlowTensor | number)[] | undefined {
  if (kind === 'list') {
    const tensors = flowTensors(expandFlow(site, expression));
    if (tensors?.length === 0) {
      const values = {
        layer: `\`${owner.known.name}\``,
        wanted: 'a list of at least 1 tensor',
        found: 'it is empty',
      };
      site.context.report('KM3009', 'count', values, placeAt(site, expression.span));
      return undefined;
    }
    return tensors?.every(({ type }) => type) ? tensors : undefined;
  }
  if (kind === 'number') {
    const operand = expandOperand(site, expression);
    if (operand.kind === 'flow') keepFlow(site, expression, operand.flow);
    const found = asTensorOrNumber(site, operand, expression);
    return found === undefined ? undefined : [found];
  }
  const constant = constantsIn(site, expression);
  if (constant) return [constant];
  const flow = expandFlow(site, expression);
  if (flow.kind === 'list' && reportMerge(site, owner.call, owner.known, expression)) return undefined;
  const label = labelOf(site, expression.span);
  const tensor = oneTensor(site, flow, label, placeAt(site, expression.span));
  return tensor.type ? [tensor] : undefined;
}

/** `average([a, b])` is the layer `Average` where several tensors are given: says so, with the edit. */
function reportMerge(
  site: Site,
  call: CallExpression,
  { name, layer }: TensorFunction,
  list: Expression,
): boolean {
  if (findLayer(layer.name)?.input.count !== 'list') return false;
  const { text } = site.environment.module.source;
  const pipeline = `${text.slice(list.span.start, list.span.end)} -> ${layer.name}()`;
  const place = placeAt(site, call.span);
  const values = { source: `\`${labelOf(site, list.span)}\``, found: 'several tensors' };
  site.context.report('KM3009', 'notOne', values, place, {
    help: `\`${name}\` takes one tensor; the layer \`${layer.name}\` joins several.`,
    fixes: [replacementFix(place, pipeline)],
  });
  return true;
}
