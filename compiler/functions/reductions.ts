import { argument, boolean, integer, noneByDefault, requiredInteger } from '../declarations/declare.ts';
import { asFloat } from '../layers/shared/apply-component.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { sizeProduct, type Size } from '../shapes/size.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { asBool } from './elementwise.ts';
import { isPlaces, only, placesOf } from './types.ts';

const axes = argument<number | readonly number[] | null>(
  {
    kind: 'anyOf',
    of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' }, minimumLength: 1 }],
  },
  null,
  'The axis or axes that are joined; 0 is the batch.',
);

const keepdims = boolean(false, 'Keep the joined axes with size 1.');

type Kind = 'float' | 'same' | 'bool';

/** What joins the entries of axes to one. */
function reduction(
  name: string,
  kerasClass: string,
  summary: string,
  reduce: (ops: Ops, x: Tensor, axes: readonly number[]) => Tensor,
  kind: Kind = 'same',
): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary,
    example: `${name}(x, axis: -1)`,
    operands: { x: 'tensor' },
    arguments: { axis: axes, keepdims },
    output: (types, args, call) => {
      const type = only(types);
      const places = placesOf(name, args.axis, type, call.batch, 'several');
      if (!isPlaces(places)) return places;
      const whole = type.dtype === 'bool' && kind === 'same' ? 'int32' : type.dtype;
      const dtype = kind === 'float' ? 'float32' : kind === 'bool' ? 'bool' : whole;
      return { dtype, shape: reducedShape(type.shape, places, args.keepdims) };
    },
    lower: ({ ops }, operands, args, types) => {
      const x = operands[0] as Tensor;
      const places = placesOf(name, args.axis, only(types.operands), types.batch) as readonly number[];
      const values =
        kind === 'float' ? asFloat(ops, x) : kind === 'same' && x.dtype === 'bool' ? ops.cast(x, 'int32') : x;
      const reduced = places.length === 0 ? values : reduce(ops, values, places);
      return args.keepdims ? reduced : ops.reshape(reduced, types.outputs[0]!.shape);
    },
  });
}

function reducedShape(shape: readonly Size[], places: readonly number[], keep: boolean): readonly Size[] {
  if (keep) return shape.map((size, axis) => (places.includes(axis) ? 1 : size));
  return shape.filter((_, axis) => !places.includes(axis));
}

/** The mean of squared distances from the mean. */
function variance(ops: Ops, x: Tensor, over: readonly number[]): Tensor {
  return ops.mean(ops.square(ops.subtract(x, ops.mean(x, over, true))), over, true);
}

/** log Σ exp(x), without overflow. */
function logSumExp(ops: Ops, x: Tensor, over: readonly number[]): Tensor {
  const greatest = ops.stopGradient(ops.reduceMax(x, over, true));
  return ops.add(ops.log(ops.sum(ops.exp(ops.subtract(x, greatest)), over, true)), greatest);
}

/** Truth as numbers, which can be compared along an axis. */
const truth = (ops: Ops, x: Tensor): Tensor => ops.cast(asBool(ops, x), 'float32');

/** The index of an extreme entry along one axis. */
function position(
  name: 'argmax' | 'argmin',
  kerasClass: string,
  summary: string,
  find: (ops: Ops, x: Tensor, axis: number) => Tensor,
): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary,
    example: `${name}(x, axis: -1)`,
    operands: { x: 'tensor' },
    arguments: {
      axis: noneByDefault(requiredInteger('The axis; 0 is the batch. None: the place among all entries.')),
      keepdims,
    },
    output: (types, args, call) => {
      const places = placesOf(name, args.axis, only(types), call.batch);
      if (!isPlaces(places)) return places;
      return { dtype: 'int32', shape: reducedShape(only(types).shape, places, args.keepdims) };
    },
    lower: ({ ops }, operands, args, types) => {
      const [place = 0] = placesOf(name, args.axis, only(types.operands), types.batch) as readonly number[];
      const x = operands[0] as Tensor;
      // Without an axis it is the place among all entries.
      const found =
        args.axis === null ? find(ops, ops.reshape(x, [sizeProduct(x.shape)]), 0) : find(ops, x, place);
      return ops.reshape(found, types.outputs[0]!.shape);
    },
  });
}

/** Functions that join axes. */
export const reductions: readonly TensorFunction[] = [
  reduction('sum', 'Sum', 'The sum over axes.', (ops, x, over) => ops.sum(x, over, true)),
  reduction('mean', 'Mean', 'The mean over axes.', (ops, x, over) => ops.mean(x, over, true), 'float'),
  reduction('max', 'Max', 'The greatest entry over axes.', (ops, x, over) => ops.reduceMax(x, over, true)),
  reduction('min', 'Min', 'The least entry over axes.', (ops, x, over) => ops.reduceMin(x, over, true)),
  reduction('prod', 'Prod', 'The product over axes.', (ops, x, over) => ops.product(x, over, true)),
  reduction('ptp', 'Ptp', 'The greatest entry minus the least one over axes.', (ops, x, over) =>
    ops.subtract(ops.reduceMax(x, over, true), ops.reduceMin(x, over, true)),
  ),
  reduction('var', 'Var', 'The variance over axes.', variance, 'float'),
  reduction(
    'std',
    'Std',
    'The standard deviation over axes.',
    (ops, x, over) => ops.sqrt(variance(ops, x, over)),
    'float',
  ),
  reduction('logsumexp', 'Logsumexp', 'log Σ exp(x) over axes.', logSumExp, 'float'),
  reduction(
    'any',
    'Any',
    'True where one entry over the axes is.',
    (ops, x, over) => ops.greater(ops.reduceMax(truth(ops, x), over, true), 0),
    'bool',
  ),
  reduction(
    'all',
    'All',
    'True where every entry over the axes is.',
    (ops, x, over) => ops.greater(ops.reduceMin(truth(ops, x), over, true), 0),
    'bool',
  ),
  position('argmax', 'Argmax', 'The index of the greatest entry along an axis.', (ops, x, axis) =>
    ops.argMax(x, axis),
  ),
  position('argmin', 'Argmin', 'The index of the least entry along an axis.', (ops, x, axis) =>
    ops.argMin(x, axis),
  ),
  ...(['softmax', 'log_softmax'] as const).map((name) =>
    defineFunction({
      name,
      class: name === 'softmax' ? 'Softmax' : 'LogSoftmax',
      summary:
        name === 'softmax' ? 'Exponentials that add up to one along an axis.' : 'The logarithm of softmax.',
      example: `${name}(x)`,
      operands: { x: 'tensor' },
      arguments: { axis: integer(-1, 'The axis whose entries belong together.') },
      output: (types, args, call) => {
        const places = placesOf(name, args.axis, only(types), call.batch);
        return isPlaces(places) ? { dtype: 'float32', shape: only(types).shape } : places;
      },
      lower: ({ ops }, operands, args) => {
        const x = asFloat(ops, operands[0] as Tensor);
        return name === 'softmax' ? ops.softmax(x, args.axis) : ops.logSoftmax(x, args.axis);
      },
    }),
  ),
  defineFunction({
    name: 'cumsum',
    class: 'Cumsum',
    summary: 'The sum of all entries up to each one along an axis.',
    example: 'cumsum(x, axis: -1)',
    operands: { x: 'tensor' },
    arguments: { axis: axes },
    output: (types, args, call) => {
      const places = placesOf('cumsum', args.axis, only(types), call.batch);
      if (!isPlaces(places)) return places;
      const { dtype, shape } = only(types);
      return { dtype, shape: args.axis === null ? [sizeProduct(shape)] : shape };
    },
    lower: ({ ops }, operands, args, types) => {
      const x = operands[0] as Tensor;
      const places = placesOf('cumsum', args.axis, only(types.operands), types.batch) as readonly number[];
      return args.axis === null
        ? ops.cumulativeSum(ops.reshape(x, types.outputs[0]!.shape), 0)
        : ops.cumulativeSum(x, places[0]!);
    },
  }),
];
