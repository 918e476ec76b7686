import { ownValue } from '../names/own-value.ts';
import type { BinaryExpression, Expression, TensorTypeNode } from '../../grammar/ast.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import {
  addSizes,
  ceilDivide,
  floorDivide,
  largestSize,
  maximumSize,
  minimumSize,
  moduloSize,
  multiplySizes,
  subtractSizes,
  unknownSize,
  type Size,
} from '../shapes/size.ts';
import { dtypes, type ElementType } from '../shapes/types.ts';
import type { CheckContext } from './context.ts';
import type { Environment } from './environment.ts';
import { evaluate, findValue } from './evaluate.ts';
import { placeIn } from './module.ts';
import { namesBatch, nativeValue } from './habits.ts';
import { valueDescription, valueText } from './values.ts';
import { walkExpressions } from './walk.ts';

/** A type as declared: `?` and what could not be read are undefined sizes. */
export interface DeclaredType {
  readonly dtype: ElementType;
  readonly shape: readonly DeclaredSize[];
}

/** `any` for `?`; `axes` for `...`, any number of them; `unknown` where nothing can be said (an error, or a parameter without a value). */
export type DeclaredSize = Size | 'any' | 'axes' | 'unknown';

/**
 * Reads a tensor type.
 * @param sizes the size variables in scope; unknown names are reported
 * @param role inputs take numbers and bare variables alone
 * @returns undefined where the dtype or the brackets are missing or wrong
 */
export function readType(
  context: CheckContext,
  environment: Environment,
  node: TensorTypeNode,
  sizes: ReadonlyMap<string, Size>,
  role: 'input' | 'result',
): DeclaredType | undefined {
  const dtype = readDType(context, environment, node);
  // One string a sample is `string`: its length is no size.
  if (dtype === 'string' && !node.dims) return { dtype, shape: [] };
  if (dtype && !node.dims) reportMissingSizes(context, environment, node);
  const shape = node.dims?.map((dim) => readDimension(context, environment, dim, sizes, role));
  return dtype && shape ? { dtype, shape } : undefined;
}

function reportMissingSizes(context: CheckContext, environment: Environment, node: TensorTypeNode): void {
  const { text, span } = node.dtype;
  const place = placeIn(environment.module, node.span);
  const behind = placeIn(environment.module, { start: span.end, end: span.end });
  context.report('KM3011', 'sizes', { dtype: text }, place, {
    help: `a single number is \`${text}[]\`, a list of eight \`${text}[8]\`, a list of any length \`${text}[T]\`.`,
    fixes: [
      { title: `Make it a single number: \`${text}[]\``, edits: [{ place: behind, newText: '[]' }] },
      { title: `Make it a list of one: \`${text}[1]\``, edits: [{ place: behind, newText: '[1]' }] },
    ],
  });
}

/** Other names for dtypes that users bring along. */
const otherDTypes: Readonly<Record<string, ElementType>> = {
  float: 'float32',
  float64: 'float32',
  double: 'float32',
  half: 'float16',
  int: 'int32',
  int8: 'int32',
  int16: 'int32',
  long: 'int64',
  boolean: 'bool',
  str: 'string',
  text: 'string',
  String: 'string',
};

function readDType(
  context: CheckContext,
  environment: Environment,
  node: TensorTypeNode,
): ElementType | undefined {
  const { dtype } = node;
  const found = dtypes.find((name) => name === dtype.key);
  if (found || dtype.key === '') return found;
  const place = placeIn(environment.module, dtype.span);
  const other = ownValue(otherDTypes, dtype.key);
  const { text, closest } = suggestionFor(dtype.text, dtypes, 'There are');
  context.report('KM1001', 'dtype', { name: dtype.text }, place, {
    suggestion: other ? `Did you mean \`${other}\`?` : text,
    fixes: replacementFixes(place, other ? [other] : closest),
  });
  return undefined;
}

function readDimension(
  context: CheckContext,
  environment: Environment,
  dim: Expression,
  sizes: ReadonlyMap<string, Size>,
  role: 'input' | 'result',
): DeclaredSize {
  if (dim.kind === 'UnknownSize') return 'any';
  if (dim.kind === 'AnyAxes') return 'axes';
  if (dim.kind === 'Missing') return 'unknown';
  if (role === 'input' && reportForeignSize(context, environment, dim)) return 'unknown';
  if (role === 'input' && dim.kind !== 'Identifier' && readsSizeVariable(context, environment, dim, sizes)) {
    const { source } = environment.module;
    const text = source.text.slice(dim.span.start, dim.span.end);
    context.report('KM2003', 'inputSize', { text }, placeIn(environment.module, dim.span));
    return 'unknown';
  }
  const size = readSize(context, environment, dim, sizes);
  if (typeof size === 'number' && size < 1) {
    const { source } = environment.module;
    const text = source.text.slice(dim.span.start, dim.span.end);
    const place = placeIn(environment.module, dim.span);
    context.report('KM2004', 'dimension', { text, found: size }, place);
    return 'unknown';
  }
  if (typeof size === 'number' && size > largestSize) {
    const message = `A size is at most ${largestSize}, but here it is ${size}.`;
    context.report('KM2004', 'given', { message }, placeIn(environment.module, dim.span));
    return 'unknown';
  }
  return size ?? 'unknown';
}

/** `None`, `True` and the like are no sizes, and the batch axis is never written. */
function reportForeignSize(context: CheckContext, environment: Environment, dim: Expression): boolean {
  const place = placeIn(environment.module, dim.span);
  if (dim.kind !== 'None' && dim.kind !== 'Boolean') {
    if (dim.kind !== 'Identifier' || findValue(context, environment, dim)) return false;
    if (namesBatch(dim.key)) {
      context.report('KM2003', 'batchSize', { text: dim.text }, place, {
        help: 'the type is that of one sample: leave the size out.',
      });
      return true;
    }
    if (nativeValue(dim.key) === undefined) return false;
  }
  const text = environment.module.source.text.slice(dim.span.start, dim.span.end);
  context.report('KM2003', 'inputSize', { text }, place, {
    help: 'a size that is known only at run time is a size variable, such as `T`, or `?`. The batch axis is never written.',
    fixes: replacementFixes(place, ['T', '?']),
  });
  return true;
}

/** A size expression; undefined, after a report where one is due, if it has no size. */
export function readSize(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
  sizes: ReadonlyMap<string, Size>,
): Size | undefined {
  if (!readsSizeVariable(context, environment, expression, sizes)) {
    return readConstantSize(context, environment, expression, sizes);
  }
  const read = (part: Expression): Size | undefined => readSize(context, environment, part, sizes);
  switch (expression.kind) {
    case 'Identifier':
      return sizes.get(expression.key);
    case 'Unary': {
      const operand = expression.operator === '-' ? read(expression.operand) : undefined;
      return operand === undefined ? undefined : multiplySizes(operand, -1);
    }
    case 'Binary':
      return readBinary(context, environment, expression, sizes);
    case 'Call': {
      const { key } = expression.callee;
      const [first] = expression.arguments;
      if (
        (key === 'floor' || key === 'ceil') &&
        first?.value.kind === 'Binary' &&
        first.value.operator === '/'
      ) {
        const [numerator, denominator] = [read(first.value.left), read(first.value.right)];
        if (numerator === undefined || !isPositive(denominator)) return undefined;
        return (key === 'ceil' ? ceilDivide : floorDivide)(numerator, denominator);
      }
      if (key === 'floor' || key === 'ceil' || key === 'round') return first && read(first.value);
      if (key !== 'min' && key !== 'max') break;
      const parts = expression.arguments.map((argument) => read(argument.value));
      if (parts.some((part) => part === undefined) || parts.length === 0) return undefined;
      return (key === 'min' ? minimumSize : maximumSize)(...(parts as Size[]));
    }
    default:
      break;
  }
  const found = 'this has no size';
  context.report(
    'KM2003',
    'value',
    { wanted: 'A size', found },
    placeIn(environment.module, expression.span),
  );
  return undefined;
}

function isPositive(size: Size | undefined): size is Size {
  return size !== undefined && (typeof size !== 'number' || size > 0);
}

function readBinary(
  context: CheckContext,
  environment: Environment,
  expression: BinaryExpression,
  sizes: ReadonlyMap<string, Size>,
): Size | undefined {
  const left = readSize(context, environment, expression.left, sizes);
  const right = readSize(context, environment, expression.right, sizes);
  if (left === undefined || right === undefined) return undefined;
  switch (expression.operator) {
    case '+':
      return addSizes(left, right);
    case '-':
      return subtractSizes(left, right);
    case '*':
      return multiplySizes(left, right);
    case '%':
      if (isPositive(right)) return moduloSize(left, right);
      break;
    case '/': {
      if (!isPositive(right)) break;
      if (moduloSize(left, right) === 0) return floorDivide(left, right);
      const text = environment.module.source.text.slice(expression.span.start, expression.span.end);
      context.report('KM2003', 'quotient', { text }, placeIn(environment.module, expression.span), {
        help: `\`floor(${text})\` or \`ceil(${text})\` is one.`,
      });
      return undefined;
    }
    default:
      break;
  }
  const found = `\`${expression.operator}\` gives none`;
  context.report(
    'KM2003',
    'value',
    { wanted: 'A size', found },
    placeIn(environment.module, expression.span),
  );
  return undefined;
}

function readConstantSize(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
  sizes: ReadonlyMap<string, Size>,
): Size | undefined {
  const value = evaluate(context, environment, expression);
  if (value.kind === 'integer') return value.value;
  if (value.kind === 'unknown') return undefined;
  const place = placeIn(environment.module, expression.span);
  if (value.kind === 'option' && expression.kind === 'Identifier') {
    const { text, closest } = suggestionFor(expression.text, [...sizes.keys()], 'There are');
    const fixes = replacementFixes(place, closest);
    context.report('KM1001', 'size', { name: expression.text }, place, { suggestion: text, fixes });
  } else {
    const found = value.kind === 'float' ? `\`${valueText(value)}\` is a float` : valueDescription(value);
    context.report('KM2003', 'value', { wanted: 'A whole number', found }, place);
  }
  return undefined;
}

function readsSizeVariable(
  context: CheckContext,
  environment: Environment,
  expression: Expression,
  sizes: ReadonlyMap<string, Size>,
): boolean {
  if (sizes.size === 0) return false;
  if (expression.kind === 'Number') return false;
  let found = false;
  walkExpressions([expression], {
    identifier(name) {
      if (sizes.has(name.key) && !findValue(context, environment, name)) found = true;
    },
  });
  return found;
}

/** A fresh size for a `?` of an input: the same axis of the same input has the same name at run time. */
export function axisUnknown(input: string, axis: number): Size {
  return unknownSize(`${input}.${axis}`);
}
