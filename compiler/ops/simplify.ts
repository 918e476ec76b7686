import { sizesEqual, type Size } from '../shapes/size.ts';
import type { GraphScope } from './scope.ts';
import type { OpAttributes, OpName, OpNodeOf, Tensor } from './types.ts';

/**
 * The simpler tensor that an op comes to, if there is one: identities (x + 0, a reshape to the same shape),
 * and arithmetic on scalar constants. Keeps gradients and lowerings free of special cases.
 */
export function simplify<K extends OpName>(
  scope: GraphScope,
  op: K,
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
): Tensor | undefined {
  const rule = rules[op] as Rule<K> | undefined;
  return rule?.(scope, inputs, attributes);
}

type Rule<K extends OpName> = (
  scope: GraphScope,
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
) => Tensor | undefined;

const rules: { readonly [K in OpName]?: Rule<K> } = {
  size: (scope, _, { size }) => (typeof size === 'number' ? scope.constant([size], [], 'int32') : undefined),
  add: (scope, [a, b]) =>
    fold(scope, a!, b!, (x, y) => x + y) ?? identity(scope, b!, 0, a!) ?? identity(scope, a!, 0, b!),
  subtract: (scope, [a, b]) => fold(scope, a!, b!, (x, y) => x - y) ?? identity(scope, b!, 0, a!),
  multiply: (scope, [a, b]) =>
    fold(scope, a!, b!, (x, y) => x * y) ?? identity(scope, b!, 1, a!) ?? identity(scope, a!, 1, b!),
  divide: (scope, [a, b]) => fold(scope, a!, b!, (x, y) => x / y) ?? identity(scope, b!, 1, a!),
  power: (scope, [a, b]) => fold(scope, a!, b!, (x, y) => x ** y) ?? identity(scope, b!, 1, a!),
  negate: (scope, [x]) => {
    const value = scalarValue(scope, x!);
    if (value !== undefined) return scope.constant([-value], [], x!.dtype);
    const inner = scope.producer(x!);
    return inner?.op === 'negate' ? inner.inputs[0] : undefined;
  },
  cast: (scope, [x], { to }) => {
    if (x!.dtype === to) return x;
    const inner = scope.producer(x!);
    // float32 has every number of float16: there and back is the same.
    if (inner?.op === 'cast' && x!.dtype === 'float32' && to === 'float16' && inner.inputs[0]!.dtype === to)
      return inner.inputs[0];
    const value = scalarValue(scope, x!);
    return value === undefined ? undefined : scope.constant([castNumber(value, to)], [], to);
  },
  reshape: (scope, [x], { shape }) => {
    if (sameShape(x!.shape, shape)) return x;
    const inner = scope.producer(x!);
    return inner?.op === 'reshape' ? scope.emit('reshape', inner.inputs, { shape })[0] : undefined;
  },
  expand: (_, [x], { shape }) => (sameShape(x!.shape, shape) ? x : undefined),
  transpose: (scope, [x], { permutation }) => {
    if (permutation.every((from, to) => from === to)) return x;
    const inner = scope.producer(x!);
    if (inner?.op === 'gather') return turnedLookup(scope, inner, permutation);
    if (inner?.op !== 'transpose') return undefined;
    const first = (inner as OpNodeOf<'transpose'>).attributes.permutation;
    return scope.emit('transpose', inner.inputs, { permutation: permutation.map((axis) => first[axis]!) })[0];
  },
  // A maximum of rectified values is the rectified maximum, which has fewer entries to rectify and differentiate.
  maxPool: (scope, [x], attributes) => {
    const inner = scope.producer(x!);
    if (inner?.op !== 'relu') return undefined;
    return scope.emit('relu', scope.emit('maxPool', inner.inputs, attributes), {})[0];
  },
  slice: (_, [x], { starts, sizes, strides }) =>
    starts.every((start) => start === 0) &&
    strides.every((stride) => stride === 1) &&
    sameShape(x!.shape, sizes)
      ? x
      : undefined,
  pad: (_, [x], { low, high, interior }) =>
    [...low, ...high, ...interior].every((size) => size === 0) ? x : undefined,
  concat: (_, inputs) => (inputs.length === 1 ? inputs[0] : undefined),
  reverse: (_, [x], { axes }) => (axes.length === 0 ? x : undefined),
  sum: (_, [x], { axes }) => (axes.length === 0 ? x : undefined),
  mean: (_, [x], { axes }) => (axes.length === 0 ? x : undefined),
  reduceMax: (_, [x], { axes }) => (axes.length === 0 ? x : undefined),
  reduceMin: (_, [x], { axes }) => (axes.length === 0 ? x : undefined),
  product: (_, [x], { axes }) => (axes.length === 0 ? x : undefined),
};

/** Rows that are looked up in another order are those of the indices in that order, which are far fewer numbers. */
function turnedLookup(
  scope: GraphScope,
  { inputs, attributes }: OpNodeOf<'gather'>,
  permutation: readonly number[],
): Tensor | undefined {
  const [data, indices] = inputs as readonly [Tensor, Tensor];
  const rank = indices.shape.length;
  const keepsRows = permutation.slice(rank).every((from, at) => from === rank + at);
  if (attributes.axis !== 0 || !keepsRows) return undefined;
  const order = permutation.slice(0, rank);
  const [turned] = scope.emit('transpose', [indices], { permutation: order });
  return scope.emit('gather', [data, turned!], attributes)[0];
}

/** The value of a scalar constant, or of a constant with one value everywhere. */
export function scalarValue(scope: GraphScope, tensor: Tensor): number | undefined {
  const node = scope.producer(tensor);
  if (node?.op !== 'constant' || tensor.shape.length > 0) return undefined;
  return (node as OpNodeOf<'constant'>).attributes.data[0];
}

export function sameShape(a: readonly Size[], b: readonly Size[]): boolean {
  return a.length === b.length && a.every((size, axis) => sizesEqual(size, b[axis]!));
}

function fold(
  scope: GraphScope,
  a: Tensor,
  b: Tensor,
  compute: (x: number, y: number) => number,
): Tensor | undefined {
  if (a.dtype !== 'float32') return undefined;
  const x = scalarValue(scope, a);
  const y = scalarValue(scope, b);
  return x === undefined || y === undefined ? undefined : scope.constant([compute(x, y)], [], a.dtype);
}

/** `other`, where `operand` is the scalar constant that leaves it as it is. */
function identity(scope: GraphScope, operand: Tensor, neutral: number, other: Tensor): Tensor | undefined {
  return !scope.keepsNumbers && scalarValue(scope, operand) === neutral ? other : undefined;
}

function castNumber(value: number, to: string): number {
  if (to === 'bool') return value === 0 ? 0 : 1;
  return to.startsWith('float') ? value : Math.trunc(value);
}
