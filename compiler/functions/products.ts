import {
  argument,
  boolean,
  integer,
  noneByDefault,
  requiredInteger,
  requiredNumber,
} from '../declarations/declare.ts';
import { shapeProblem, type ShapeProblem } from '../declarations/define-layer.ts';
import { asFloat } from '../layers/shared/apply-component.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { isSymbolic, sizeProduct, sizesEqual, type Size } from '../shapes/size.ts';
import { isBatched, tensorTypeText, type TensorType } from '../shapes/types.ts';
import { defineFunction, type FunctionCall, type TensorFunction } from './define-function.ts';
import { fits, isPlaces, joinShapes, only, placesOf } from './types.ts';

/** Sums of products over axes of two tensors: the axes of the first, then those of the second. */
function contracted(
  ops: Ops,
  [a, b]: readonly [Tensor, Tensor],
  [left, right]: readonly [readonly number[], readonly number[]],
): Tensor {
  const keep = (x: Tensor, gone: readonly number[]): readonly number[] =>
    x.shape.map((_, axis) => axis).filter((axis) => !gone.includes(axis));
  const [ownLeft, ownRight] = [keep(a, left), keep(b, right)];
  const sizes = (x: Tensor, axes: readonly number[]): readonly Size[] => axes.map((axis) => x.shape[axis]!);
  const joined = sizeProduct(sizes(a, left));
  const rows = ops.reshape(ops.transpose(a, [...ownLeft, ...left]), [sizeProduct(sizes(a, ownLeft)), joined]);
  const columns = ops.reshape(ops.transpose(b, [...right, ...ownRight]), [
    joined,
    sizeProduct(sizes(b, ownRight)),
  ]);
  return ops.reshape(ops.matmul(rows, columns), [...sizes(a, ownLeft), ...sizes(b, ownRight)]);
}

type AxisPairs = readonly [readonly number[], readonly number[]];

/** A function that sums over pairs of axes. */
function contraction(
  name: string,
  kerasClass: string,
  summary: string,
  example: string,
  axesOf: (a: TensorType, b: TensorType) => AxisPairs | undefined,
): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary,
    example,
    operands: { x1: 'tensor', x2: 'tensor' },
    output: (types, _, call) => {
      const [a, b] = types as readonly [TensorType, TensorType];
      return contractionOutput(name, a, b, axesOf(a, b), call);
    },
    lower: ({ ops }, operands, _, { operands: types, outputs }) => {
      const [a, b] = operands.map((x) => asFloat(ops, x as Tensor)) as [Tensor, Tensor];
      const [typeA, typeB] = types as readonly [TensorType, TensorType];
      return ops.reshape(contracted(ops, [a, b], axesOf(typeA, typeB)!), outputs[0]!.shape);
    },
  });
}

function contractionOutput(
  name: string,
  a: TensorType,
  b: TensorType,
  axes: AxisPairs | undefined,
  call: FunctionCall,
): TensorType | ShapeProblem {
  const found = `{input0} is ${tensorTypeText(a)} and {input1} is ${tensorTypeText(b)}`;
  if (!axes) return shapeProblem('KM3001', `\`${name}\` has no such axes: ${found}.`);
  const [left, right] = axes;
  const rest = [...b.shape.keys()].filter((axis) => !right.includes(axis));
  const ofBatch = (isBatched(a) && left.includes(0)) || (isBatched(b) && rest.includes(0));
  if (call.batch === 'kept' && ofBatch)
    return shapeProblem('KM2004', `\`${name}\` would join the samples of a batch: ${found}.`, {
      help: '`einsum` and `matmul` take matrices of each sample.',
    });
  for (const [index, axis] of left.entries()) {
    const [one, other] = [a.shape[axis]!, b.shape[right[index]!]!];
    if (!fits(one, other)) return shapeProblem('KM3002', `\`${name}\` needs equal sizes, but ${found}.`);
    if (!sizesEqual(one, other)) call.requireEqual(one, other);
  }
  return {
    dtype: 'float32',
    shape: [
      ...a.shape.filter((_, axis) => !left.includes(axis)),
      ...b.shape.filter((_, axis) => !right.includes(axis)),
    ],
  };
}

/** `axes` of `tensordot`: so many at the end and the beginning, or one list for each operand. */
function tensordotAxes(
  axes: number | readonly (readonly number[])[],
  a: TensorType,
  b: TensorType,
): AxisPairs | undefined {
  if (typeof axes === 'number') {
    if (axes > a.shape.length || axes > b.shape.length) return undefined;
    const count = Array.from({ length: axes }, (_, index) => index);
    return [count.map((index) => a.shape.length - axes + index), count];
  }
  const counted = (list: readonly number[], rank: number): readonly number[] =>
    list.map((axis) => (axis < 0 ? axis + rank : axis));
  if (axes.length !== 2 || axes[0]!.length !== axes[1]!.length) return undefined;
  const [left, right] = [counted(axes[0]!, a.shape.length), counted(axes[1]!, b.shape.length)];
  const isIn = (list: readonly number[], rank: number): boolean =>
    new Set(list).size === list.length && list.every((axis) => axis >= 0 && axis < rank);
  return isIn(left, a.shape.length) && isIn(right, b.shape.length) ? [left, right] : undefined;
}

/** Entries up to each one multiplied, by doubling the reach. */
function cumulativeProduct(ops: Ops, x: Tensor, place: number): Tensor {
  const size = x.shape[place] as number;
  let product = x;
  for (let reach = 1; reach < size; reach *= 2) {
    const ones = ops.fill(1, x.shape.with(place, reach), x.dtype);
    const before = ops.concat([ones, ops.sliceAxis(product, place, 0, size - reach)], place);
    product = ops.multiply(product, before);
  }
  return product;
}

type Order = number | string | null;

function vectorNorm(ops: Ops, x: Tensor, order: Order, axes: readonly number[]): Tensor {
  const absolute = ops.absolute(x);
  if (order === null || order === 2 || order === 'fro') return ops.sqrt(ops.sum(ops.square(x), axes, true));
  if (order === 1) return ops.sum(absolute, axes, true);
  if (order === 'inf') return ops.reduceMax(absolute, axes, true);
  if (order === '-inf') return ops.reduceMin(absolute, axes, true);
  if (order === 0) return ops.sum(ops.cast(ops.notEqual(x, 0), 'float32'), axes, true);
  const power = order as number;
  return ops.power(ops.sum(ops.power(absolute, power), axes, true), 1 / power);
}

const anyAxes = argument<number | readonly number[] | null>(
  { kind: 'anyOf', of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' }, minimumLength: 1 }] },
  null,
  'The axis or axes; 0 is the batch.',
);

/** Products of vectors, sums of products over axes, lengths. */
export const products: readonly TensorFunction[] = [
  contraction(
    'dot',
    'Dot',
    'Sums of products over the last axis of the first and the one before the last of the second.',
    'dot(x, arange(8))',
    (a, b) =>
      a.shape.length === 0 || b.shape.length === 0
        ? [[], []]
        : [[a.shape.length - 1], [Math.max(0, b.shape.length - 2)]],
  ),
  defineFunction({
    name: 'tensordot',
    class: 'Tensordot',
    summary: 'Sums of products over the axes that are named.',
    example: 'tensordot(x, arange(8), axes: 1)',
    operands: { x1: 'tensor', x2: 'tensor' },
    arguments: {
      axes: argument<number | readonly (readonly number[])[]>(
        {
          kind: 'anyOf',
          of: [
            { kind: 'integer', minimum: 0 },
            { kind: 'list', of: { kind: 'list', of: { kind: 'integer' } } },
          ],
        },
        2,
        'How many at the end of the first and the beginning of the second, or a list for each.',
      ),
    },
    output: (types, { axes }, call) => {
      const [a, b] = types as readonly [TensorType, TensorType];
      return contractionOutput('tensordot', a, b, tensordotAxes(axes, a, b), call);
    },
    lower: ({ ops }, operands, { axes }, { operands: types, outputs }) => {
      const [a, b] = operands.map((x) => asFloat(ops, x as Tensor)) as [Tensor, Tensor];
      const [typeA, typeB] = types as readonly [TensorType, TensorType];
      return ops.reshape(contracted(ops, [a, b], tensordotAxes(axes, typeA, typeB)!), outputs[0]!.shape);
    },
  }),
  ...(['outer', 'vdot'] as const).map((name) =>
    defineFunction({
      name,
      class: name === 'outer' ? 'Outer' : 'Vdot',
      summary:
        name === 'outer'
          ? 'Every entry of one tensor times every entry of the other.'
          : 'The sum of the products of all entries.',
      example: name === 'outer' ? 'outer(arange(3), arange(4))' : 'vdot(arange(3), arange(3))',
      operands: { x1: 'tensor', x2: 'tensor' },
      output: (types, _, call) => {
        const [a, b] = types as readonly [TensorType, TensorType];
        if (call.batch === 'kept' && (isBatched(a) || isBatched(b)))
          return shapeProblem('KM2004', `\`${name}\` would join the samples of a batch.`, {
            help:
              name === 'outer'
                ? '`expand_dims(a, -1) * expand_dims(b, 1)` is that of each sample.'
                : '`sum(a * b, axis: -1)` is that of each sample.',
          });
        const [left, right] = [sizeProduct(a.shape), sizeProduct(b.shape)];
        if (name === 'outer') return { dtype: 'float32', shape: [left, right] };
        if (!fits(left, right))
          return shapeProblem('KM3002', '`vdot` needs as many entries in both operands.');
        return { dtype: 'float32', shape: [] };
      },
      lower: ({ ops }, operands) => {
        const [a, b] = operands.map((x) => asFloat(ops, x as Tensor)) as [Tensor, Tensor];
        const [rows, columns] = [
          ops.reshape(a, [sizeProduct(a.shape), 1]),
          ops.reshape(b, [1, sizeProduct(b.shape)]),
        ];
        if (name === 'outer') return ops.multiply(rows, columns);
        return ops.sum(
          ops.multiply(
            ops.reshape(rows, [sizeProduct(a.shape)]),
            ops.reshape(columns, [sizeProduct(b.shape)]),
          ),
        );
      },
    }),
  ),
  defineFunction({
    name: 'cross',
    class: 'Cross',
    summary: 'The vector product of vectors of three entries.',
    example: 'cross(x[:, 0:3], x[:, 1:4])',
    operands: { x1: 'tensor', x2: 'tensor' },
    arguments: { axis: integer(-1, 'The axis of the vectors.') },
    output: (types, { axis }, call) => {
      const [a, b] = types as readonly [TensorType, TensorType];
      const shape = joinShapes([a.shape, b.shape], call);
      const places = placesOf('cross', axis, a, call.batch);
      if (!isPlaces(places)) return places;
      if (shape && a.shape[places[0]!] === 3 && b.shape.at(places[0]! - a.shape.length) === 3)
        return { dtype: 'float32', shape };
      return shapeProblem(
        'KM3003',
        `\`cross\` takes vectors of three entries, but {input0} is ${tensorTypeText(a)} and {input1} is ${tensorTypeText(b)}.`,
      );
    },
    lower: ({ ops }, operands, { axis }, { operands: types, batch }) => {
      const [place] = placesOf('cross', axis, only(types), batch) as readonly [number];
      const fromEnd = place - only(types).shape.length;
      const [a, b] = operands.map((x) => asFloat(ops, x as Tensor)) as [Tensor, Tensor];
      const at = (x: Tensor, index: number): Tensor =>
        ops.sliceAxis(x, x.shape.length + fromEnd, index % 3, 1);
      const parts = [0, 1, 2].map((index) =>
        ops.subtract(
          ops.multiply(at(a, index + 1), at(b, index + 2)),
          ops.multiply(at(a, index + 2), at(b, index + 1)),
        ),
      );
      return ops.concat(parts, fromEnd);
    },
  }),
  defineFunction({
    name: 'norm',
    class: 'Norm',
    summary: 'The length of vectors along axes.',
    example: 'norm(x, axis: -1)',
    operands: { x: 'tensor' },
    arguments: {
      ord: argument<Order>(
        { kind: 'anyOf', of: [{ kind: 'number' }, { kind: 'option', options: ['fro', 'inf', '-inf'] }] },
        null,
        'None or 2: the root of the sum of squares; 1, `inf` or another power.',
      ),
      axis: anyAxes,
      keepdims: boolean(false, 'Keep the joined axes with size 1.'),
    },
    output: (types, args, call) => {
      const { shape } = only(types);
      const places = placesOf('norm', args.axis, only(types), call.batch, 'several');
      if (!isPlaces(places)) return places;
      const ofMatrix = places.length > 1 && args.ord !== null && args.ord !== 'fro';
      if (ofMatrix && args.axis !== null)
        return shapeProblem('KM2004', '`norm` over two axes has no other `ord` than `fro` here.', {
          argument: 'ord',
        });
      return {
        dtype: 'float32',
        shape: args.keepdims
          ? shape.map((size, axis) => (places.includes(axis) ? 1 : size))
          : shape.filter((_, axis) => !places.includes(axis)),
      };
    },
    lower: ({ ops }, operands, args, { operands: types, outputs, batch }) => {
      const places = placesOf('norm', args.axis, only(types), batch) as readonly number[];
      const x = asFloat(ops, operands[0] as Tensor);
      return ops.reshape(vectorNorm(ops, x, args.ord, places), outputs[0]!.shape);
    },
  }),
  defineFunction({
    name: 'normalize',
    class: 'Normalize',
    summary: 'Vectors along an axis at length one.',
    example: 'normalize(x, axis: -1)',
    operands: { x: 'tensor' },
    arguments: {
      axis: integer(-1, 'The axis; 0 is the batch.'),
      order: argument<number>({ kind: 'number' }, 2, 'Which length: 2 is the root of the sum of squares.'),
      epsilon: noneByDefault(requiredNumber('The least length that is divided by; none is 1e-7.')),
    },
    output: (types, { axis }, call) => {
      const places = placesOf('normalize', axis, only(types), call.batch);
      return isPlaces(places) ? { dtype: 'float32', shape: only(types).shape } : places;
    },
    lower: ({ ops }, operands, { axis, order, epsilon }, { operands: types, batch }) => {
      const places = placesOf('normalize', axis, only(types), batch) as readonly number[];
      const x = asFloat(ops, operands[0] as Tensor);
      const least = epsilon ?? 1e-7;
      if (order !== 2) return ops.divide(x, ops.maximum(vectorNorm(ops, x, order, places), least));
      const squares = ops.sum(ops.square(x), places, true);
      return ops.multiply(x, ops.minimum(ops.reciprocal(ops.sqrt(squares)), 1 / least));
    },
  }),
  defineFunction({
    name: 'average',
    class: 'Average',
    summary: 'The mean over axes, by weights where they are given.',
    example: 'average(x, axis: -1)',
    operands: { x: 'tensor', weights: 'optional' },
    arguments: { axis: anyAxes },
    order: ['x', 'axis', 'weights'],
    output: (types, { axis }, call) => {
      const { shape } = only(types);
      const places = placesOf('average', axis, only(types), call.batch, 'several');
      if (!isPlaces(places)) return places;
      const weights = types[1] as TensorType | undefined;
      if (weights && !weightsFor(weights.shape, shape, places))
        return shapeProblem(
          'KM3003',
          `\`weights\` of \`average\` have the shape of {input0} or of its axis, but {input1} is ${tensorTypeText(weights)}.`,
        );
      return { dtype: 'float32', shape: shape.filter((_, at) => !places.includes(at)) };
    },
    lower: ({ ops }, operands, { axis }, { operands: types, outputs, batch }) => {
      const places = placesOf('average', axis, only(types), batch) as readonly number[];
      const x = asFloat(ops, operands[0] as Tensor);
      const given = operands[1] as Tensor | undefined;
      if (!given) return ops.reshape(ops.mean(x, places, true), outputs[0]!.shape);
      const shape = weightsFor(given.shape, x.shape, places)!;
      const weights = ops.expand(ops.reshape(asFloat(ops, given), shape), x.shape);
      const total = ops.sum(ops.multiply(x, weights), places, true);
      return ops.reshape(ops.divide(total, ops.sum(weights, places, true)), outputs[0]!.shape);
    },
  }),
  defineFunction({
    name: 'cumprod',
    class: 'Cumprod',
    summary: 'The product of all entries up to each one along an axis.',
    example: 'cumprod(x, axis: -1)',
    operands: { x: 'tensor' },
    arguments: { axis: noneByDefault(requiredInteger('The axis; 0 is the batch.')) },
    output: (types, { axis }, call) => {
      const places = placesOf('cumprod', axis, only(types), call.batch);
      if (!isPlaces(places)) return places;
      const { dtype, shape } = only(types);
      const result = axis === null ? [sizeProduct(shape)] : shape;
      if (!isSymbolic(result[axis === null ? 0 : places[0]!]!)) return { dtype, shape: result };
      return shapeProblem('KM3005', '`cumprod` needs to know how many entries the axis of {input} has.');
    },
    lower: ({ ops }, operands, { axis }, { operands: types, outputs, batch }) => {
      const places = placesOf('cumprod', axis, only(types), batch) as readonly number[];
      const x = ops.reshape(operands[0] as Tensor, outputs[0]!.shape);
      return cumulativeProduct(ops, x, axis === null ? 0 : places[0]!);
    },
  }),
];

/** Weights of the whole shape, or of one axis, in the shape in which they multiply. */
function weightsFor(
  weights: readonly Size[],
  shape: readonly Size[],
  places: readonly number[],
): readonly Size[] | undefined {
  if (weights.length === shape.length && weights.every((size, axis) => fits(size, shape[axis]!)))
    return weights;
  const [place, ...others] = places;
  if (place === undefined || others.length > 0 || weights.length !== 1) return undefined;
  if (!fits(weights[0]!, shape[place]!)) return undefined;
  return shape.map((size, axis) => (axis === place ? size : 1));
}
