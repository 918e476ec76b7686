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
import { getItem } from '../functions/arrangement.ts';
import type { OperandKind, TensorFunction } from '../functions/define-function.ts';
import { findFunction } from '../functions/registry.ts';
import { isNumber, unknownValue, valueDescription, type Value } from '../bind/values.ts';
import { walkExpressions } from '../bind/walk.ts';
import {
  flowTensors,
  flowText,
  lostTensor,
  relabelled,
  tensorFlow,
  unknownFlow,
  type Flow,
  type FlowTensor,
} from './flow.ts';
import { applyFunction } from './function.ts';
import { applyOperatorLayer } from './operator.ts';
import { keepFlow, labelOf, placeAt, type Site } from './site.ts';
import { expandStages } from './stages.ts';
import { deeper } from './limits.ts';

/** An operand of an operator: a tensor, or a number. */
type Operand =
  { readonly kind: 'flow'; readonly flow: Flow } | { readonly kind: 'value'; readonly value: Value };

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

/** The only tensor of a flow; several are KM3009. */
export function oneTensor(
  site: Site,
  flow: Flow,
  label: string,
  place: ReturnType<typeof placeAt>,
  help?: string,
): FlowTensor {
  if (flow.kind === 'tensor') return flow.tensor;
  if (flow.kind === 'record' && flow.results && flow.entries.length === 1) return flow.entries[0]!.tensor;
  if (flow.kind === 'unknown') return lostTensor(label, place);
  const found = flow.kind === 'record' ? `the results ${flowText(flow)}` : `${flow.tensors.length} results`;
  site.context.report('KM3009', 'notOne', { source: `\`${label}\``, found }, place, { help });
  return lostTensor(label, place);
}

function expandOperand(site: Site, expression: Expression): Operand {
  switch (expression.kind) {
    case 'Identifier':
      return expandName(site, expression);
    case 'List':
      return { kind: 'flow', flow: expandList(site, expression) };
    case 'Record':
      return { kind: 'flow', flow: expandRecord(site, expression) };
    case 'Pipeline':
      return { kind: 'flow', flow: expandPipeline(site, expression) };
    case 'Binary':
      return expandBinary(site, expression);
    case 'Call': {
      const known = functionOf(site.environment, expression);
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
  const { source, stages } = startOf((call) => isFunction(site.environment, call), pipeline);
  const inner = deeper(site, pipeline.span);
  if (!inner || !source) return unknownFlow;
  return expandStages(inner, stages, isChainStart(site, source) ? unknownFlow : expandFlow(inner, source));
}

function isChainStart(site: Site, source: Expression): boolean {
  return (
    (source.kind === 'Identifier' && site.frame.definition.names.get(source.key)?.member.kind === 'Shared') ||
    (source.kind === 'Call' &&
      !constantFunctions.has(source.callee.key) &&
      !functionOf(site.environment, source))
  );
}

function expandName(site: Site, name: Identifier): Operand {
  const tensor = site.frame.tensors.get(name.key);
  if (tensor) return { kind: 'flow', flow: tensorFlow(relabelled(tensor, name.text)) };
  const value = findValue(site.context, site.environment, name);
  if (value) return { kind: 'value', value };
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
  if (left.kind === 'value' && right.kind === 'value') {
    return { kind: 'value', value: evaluate(site.context, site.environment, expression) };
  }
  const { operator } = expression;
  const first = asTensorOrNumber(site, left, expression.left);
  const second = asTensorOrNumber(site, right, expression.right);
  if (first === undefined || second === undefined) return { kind: 'flow', flow: unknownFlow };
  if (operator === '+' || operator === '-' || operator === '*' || operator === '/')
    return { kind: 'flow', flow: applyOperatorLayer(site, expression, operator, first, second) };
  const known = findFunction(operatorFunctions[operator])!;
  return { kind: 'flow', flow: applyFunction(site, expression, known, [first, second], {}) };
}

/** The function that each operator stands for. */
const operatorFunctions: Readonly<
  Record<Exclude<BinaryExpression['operator'], '+' | '-' | '*' | '/'>, string>
> = {
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

/** `x[-1]`: the place is a constant. */
function expandIndex(site: Site, expression: IndexExpression): Flow {
  const inner = deeper(site, expression.span);
  if (!inner) return unknownFlow;
  const tensor = expandOne(inner, expression.list);
  const declaration = getItem.layer.arguments['index']!;
  const index = resolveValue(site.context, site.environment, expression.index, 'index', declaration, '`[]`');
  if (!tensor.type || index === undefined) return unknownFlow;
  return applyFunction(inner, expression, getItem, [tensor], { index });
}

/** A function of tensors, called by its name. */
function expandFunction(site: Site, call: CallExpression, known: TensorFunction): Flow {
  const { args, operands } = resolveFunctionCall(site.context, site.environment, call, known);
  if (!operands) return unknownFlow;
  const given: (FlowTensor | number)[] = [];
  let complete = args !== undefined;
  for (const name of Object.keys(known.operands)) {
    const expression = operands.get(name)!;
    const expanded = expandFunctionOperand(site, expression, known.operands[name]!);
    if (expanded) given.push(...expanded);
    else complete = false;
  }
  return complete ? applyFunction(site, call, known, given, args!) : unknownFlow;
}

function expandFunctionOperand(
  site: Site,
  expression: Expression,
  kind: OperandKind,
): readonly (FlowTensor | number)[] | undefined {
  if (kind === 'list') {
    const tensors = flowTensors(expandFlow(site, expression));
    return tensors?.every(({ type }) => type) ? tensors : undefined;
  }
  if (kind === 'number') {
    const operand = expandOperand(site, expression);
    if (operand.kind === 'flow') keepFlow(site, expression, operand.flow);
    const found = asTensorOrNumber(site, operand, expression);
    return found === undefined ? undefined : [found];
  }
  const tensor = expandOne(site, expression);
  return tensor.type ? [tensor] : undefined;
}

function asTensorOrNumber(
  site: Site,
  operand: Operand,
  expression: Expression,
): FlowTensor | number | undefined {
  if (operand.kind === 'flow') {
    const place = placeAt(site, expression.span);
    const tensor = oneTensor(site, operand.flow, labelOf(site, expression.span), place);
    return tensor.type ? tensor : undefined;
  }
  if (isNumber(operand.value)) return operand.value.value;
  if (operand.value !== unknownValue && operand.value.kind !== 'unknown') {
    const found = valueDescription(operand.value);
    site.context.report(
      'KM2003',
      'value',
      { wanted: 'A tensor or a number', found },
      placeAt(site, expression.span),
    );
  }
  return undefined;
}

/** True where a name or call in an expression stands for a tensor. */
function readsTensor(site: Site, expression: Expression): boolean {
  let found = false;
  const visit = (name: Identifier | CallExpression): void => {
    if (name.kind === 'Call') found ||= !constantFunctions.has(name.callee.key);
    else found ||= site.frame.definition.names.has(name.key);
  };
  walkExpressions([expression], { identifier: visit, call: visit });
  return found || expression.kind === 'Pipeline';
}
