import { constantFunctions } from '../bind/functions.ts';
import { evaluate, findValue } from '../bind/evaluate.ts';
import { findParameter } from '../bind/environment.ts';
import type { CallExpression, Expression, Identifier } from '../../grammar/ast.ts';
import { isNumber, unknownValue, valueDescription, type Value } from '../bind/values.ts';
import { isSymbolic } from '../shapes/size.ts';
import { walkExpressions } from '../bind/walk.ts';
import { flowText, lostTensor, type Flow, type FlowTensor } from './flow.ts';
import { numbersAsTensor, sizeAsTensor } from './function.ts';
import { labelOf, placeAt, type Site } from './site.ts';

/** An operand of an operator: a tensor, or a number. */
export type Operand =
  { readonly kind: 'flow'; readonly flow: Flow } | { readonly kind: 'value'; readonly value: Value };
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

/** Numbers, or a list of them, where a tensor is wanted. */
export function constantsIn(site: Site, expression: Expression): FlowTensor | undefined {
  if (readsTensor(site, expression)) return undefined;
  const value =
    expression.kind === 'Identifier'
      ? findValue(site.context, site.environment, expression)
      : evaluate(site.context, site.environment, expression);
  if (!value) return undefined;
  if (value.kind === 'size') return sizeAsTensor(site, expression, value.size);
  if (isNumber(value)) return numbersAsTensor(site, expression, [value.value], []);
  const numbers = numbersIn(value);
  return numbers && numbersAsTensor(site, expression, numbers.data, numbers.shape);
}

/** The numbers of a list, or of a list of equal lists, row after row; undefined for any other value. */
function numbersIn(
  value: Value,
): { readonly data: readonly number[]; readonly shape: readonly number[] } | undefined {
  if (isNumber(value)) return { data: [value.value], shape: [] };
  if (value.kind !== 'list') return undefined;
  const rows = value.items.map(numbersIn);
  const [first] = rows;
  if (!first || !rows.every((row) => row && row.shape.join() === first.shape.join())) return undefined;
  return { data: rows.flatMap((row) => row!.data), shape: [rows.length, ...first.shape] };
}

/** `[0.1, -3]`, `[[1, 0], [0, 1]]`: a tensor that stands in the text. */
export function isOfNumbers(expression: Expression): boolean {
  if (expression.kind === 'List') return expression.items.length > 0 && expression.items.every(isOfNumbers);
  if (expression.kind === 'Unary') return expression.operator === '-' && isOfNumbers(expression.operand);
  return expression.kind === 'Number';
}

export function asTensorOrNumber(
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
  if (operand.value.kind === 'size') return sizeAsTensor(site, expression, operand.value.size);
  const numbers = numbersIn(operand.value);
  if (numbers) return numbersAsTensor(site, expression, numbers.data, numbers.shape);
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
export function readsTensor(site: Site, expression: Expression): boolean {
  let found = false;
  const visit = (name: Identifier | CallExpression): void => {
    if (name.kind === 'Call') found ||= !constantFunctions.has(name.callee.key);
    else found ||= standsForTensor(site, name);
  };
  walkExpressions([expression], { identifier: visit, call: visit });
  return found || expression.kind === 'Pipeline';
}

/** A tensor of the text; a size that is known only at run time; in a layer the flag of training. */
function standsForTensor({ frame, environment }: Site, { key }: Identifier): boolean {
  if (frame.definition.names.has(key)) return true;
  if (findParameter(environment, key)) return false;
  if (frame.sources && key === 'training') return true;
  const size = frame.sizes.get(key);
  return size !== undefined && isSymbolic(size);
}
