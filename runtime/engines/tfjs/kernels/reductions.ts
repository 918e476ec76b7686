import type { OpNodeOf } from '../../../../compiler/ops/types.ts';
import type { HostArray } from '../../engine.ts';
import type { Lowering, PlanBuilder, Slot, Lowerings } from '../plan-builder.ts';
import { transpose } from './movement.ts';

type Reduction = 'sum' | 'mean' | 'reduceMax' | 'reduceMin' | 'product';

const reduce =
  <K extends Reduction>(kernel: string): Lowering<K> =>
  (builder, [x], node) =>
    reduceAxes(
      builder,
      kernel,
      x!,
      (node as OpNodeOf<Reduction>).attributes.axes,
      builder.sizes(node.outputs[0]!.shape),
    );

/** Folds some axes; the result may keep them with size 1 or not, as `shape` says. */
export function reduceAxes(
  builder: PlanBuilder,
  kernel: string,
  x: Slot,
  axes: readonly number[],
  shape: readonly number[],
): Slot {
  const folded = axes.filter((axis) => x.shape[axis] !== 1);
  if (folded.length === 0) return builder.view(x, shape);
  const kept = x.shape.filter((_, axis) => !folded.includes(axis));
  // The kernel for maxima calls its axes otherwise than its siblings do.
  const attributes = { axis: folded, reductionIndices: folded, keepDims: false };
  return builder.view(builder.kernel(kernel, { x }, attributes, kept, x.type), shape);
}

export const reductionLowerings = {
  sum: reduce<'sum'>('Sum'),
  mean: reduce<'mean'>('Mean'),
  reduceMax: reduce<'reduceMax'>('Max'),
  reduceMin: reduce<'reduceMin'>('Min'),
  product: reduce<'product'>('Prod'),
  argMax: (builder, [x], node) =>
    builder.kernel(
      'ArgMax',
      { x: x! },
      { axis: node.attributes.axis },
      builder.sizes(node.outputs[0]!.shape),
      'int32',
    ),
  cumulativeSum: (builder, [x], node) => {
    const { axis, reverse } = node.attributes;
    return builder.kernel('Cumsum', { x: x! }, { axis, exclusive: false, reverse }, x!.shape, x!.type);
  },
  topK: (builder, [x], node) => {
    const { k } = node.attributes;
    const shape = x!.shape.with(-1, k);
    const length = x!.shape.at(-1)!;
    return builder.hosts(
      'topK',
      [x!],
      [
        { shape, type: x!.type },
        { shape, type: 'int32' },
      ],
      ([values, indices], [entries]) => greatestOfRows(entries!, length, k, values!, indices!),
      String(k),
    );
  },
  softmax: (builder, [x], node) => alongLast(builder, x!, node.attributes.axis, softmax),
  logSoftmax: (builder, [x], node) => alongLast(builder, x!, node.attributes.axis, logSoftmax),
} satisfies Partial<Lowerings>;

function alongLast(
  builder: PlanBuilder,
  x: Slot,
  axis: number,
  apply: (builder: PlanBuilder, x: Slot) => Slot,
): Slot {
  const last = x.shape.length - 1;
  const at = axis < 0 ? axis + x.shape.length : axis;
  if (at === last) return apply(builder, x);
  const swap = x.shape.map((_, index) => (index === at ? last : index === last ? at : index));
  return transpose(builder, apply(builder, transpose(builder, x, swap)), swap);
}

function softmax(builder: PlanBuilder, x: Slot): Slot {
  return builder.kernel('Softmax', { logits: x }, { dim: x.shape.length - 1 }, x.shape);
}

/** No backend has a kernel for it: the logarithm of the sum is taken from the shifted entries. */
function logSoftmax(builder: PlanBuilder, x: Slot): Slot {
  const last = x.shape.length - 1;
  const row = x.shape.with(last, 1);
  const greatest = reduceAxes(builder, 'Max', x, [last], row);
  const shifted = builder.kernel('Sub', { a: x, b: greatest }, {}, x.shape);
  const powers = builder.kernel('Exp', { x: shifted }, {}, x.shape);
  const sum = reduceAxes(builder, 'Sum', powers, [last], row);
  const logarithm = builder.kernel('Log', { x: sum }, {}, row);
  return builder.kernel('Sub', { a: shifted, b: logarithm }, {}, x.shape);
}

/** The k greatest entries of every row in falling order, of equal ones the first first. */
function greatestOfRows(
  entries: HostArray,
  length: number,
  k: number,
  values: HostArray,
  indices: HostArray,
): void {
  const rows = length === 0 ? 0 : entries.length / length;
  for (let row = 0; row < rows; row++) {
    const start = row * length;
    const order = Uint32Array.from({ length }, (_, index) => index);
    order.sort((a, b) => entries[start + b]! - entries[start + a]! || a - b);
    for (let place = 0; place < k; place++) {
      values[row * k + place] = entries[start + order[place]!]!;
      indices[row * k + place] = order[place]!;
    }
  }
}
