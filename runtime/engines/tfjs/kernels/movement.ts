import { sameShape, type PlanBuilder, type Slot, type Lowerings } from '../plan-builder.ts';
import { sizeOf } from '../value.ts';

export const movementLowerings = {
  iota: (builder, _, node) => {
    const { axis } = node.attributes;
    const shape = builder.sizes(node.attributes.shape);
    const inner = sizeOf(shape.slice(axis + 1));
    const data = new Int32Array(sizeOf(shape));
    for (let index = 0; index < data.length; index++) data[index] = Math.floor(index / inner) % shape[axis]!;
    return builder.constant('int32', shape, data);
  },
  size: (builder, _, node) => builder.scalar(builder.size(node.attributes.size), 'int32'),
  reshape: (builder, [x], node) => builder.view(x!, builder.sizes(node.attributes.shape)),
  transpose: (builder, [x], node) => transpose(builder, x!, node.attributes.permutation),
  expand: (builder, [x], node) => expand(builder, x!, builder.sizes(node.outputs[0]!.shape)),
  slice: (builder, [x], node) => {
    const { starts, sizes, strides } = node.attributes;
    return slice(builder, x!, builder.sizes(starts), builder.sizes(sizes), strides);
  },
  reverse: (builder, [x], node) => reverse(builder, x!, node.attributes.axes),
  concat: (builder, inputs, node) => concat(builder, inputs, node.attributes.axis),
  pad: (builder, [x], node) => {
    const { low, high, interior, value } = node.attributes;
    return pad(builder, x!, builder.sizes(low), builder.sizes(high), interior, value);
  },
} satisfies Partial<Lowerings>;

/** Entries in another order of axes; only a view where no axis of more than one entry passes another. */
export function transpose(builder: PlanBuilder, x: Slot, permutation: readonly number[]): Slot {
  const shape = permutation.map((axis) => x.shape[axis]!);
  const moved = permutation.filter((axis) => x.shape[axis] !== 1);
  if (moved.every((axis, at) => at === 0 || axis > moved[at - 1]!)) return builder.view(x, shape);
  return builder.kernel('Transpose', { x }, { perm: permutation }, shape, x.type);
}

/** Broadcasts to a shape. */
export function expand(builder: PlanBuilder, x: Slot, shape: readonly number[]): Slot {
  if (sameShape(x.shape, shape)) return x;
  const aligned = builder.view(x, [...Array<number>(shape.length - x.shape.length).fill(1), ...x.shape]);
  const reps = shape.map((size, axis) => size / aligned.shape[axis]!);
  if (reps.every((times) => times === 1)) return aligned;
  return builder.kernel('Tile', { x: aligned }, { reps }, shape, x.type);
}

/** `sizes` entries from `starts` on, every `strides`-th. */
export function slice(
  builder: PlanBuilder,
  x: Slot,
  starts: readonly number[],
  sizes: readonly number[],
  strides: readonly number[] = sizes.map(() => 1),
): Slot {
  if (sameShape(x.shape, sizes) && starts.every((start) => start === 0)) return x;
  if (strides.every((stride, axis) => stride === 1 || sizes[axis] === 1)) {
    return builder.kernel('Slice', { x }, { begin: starts, size: sizes }, sizes, x.type);
  }
  const attributes = {
    begin: starts,
    end: starts.map((start, axis) => start + (sizes[axis]! - 1) * strides[axis]! + 1),
    strides,
    beginMask: 0,
    endMask: 0,
    ellipsisMask: 0,
    newAxisMask: 0,
    shrinkAxisMask: 0,
  };
  return builder.kernel('StridedSlice', { x }, attributes, sizes, x.type);
}

export function reverse(builder: PlanBuilder, x: Slot, axes: readonly number[]): Slot {
  const turned = axes.filter((axis) => x.shape[axis] !== 1);
  if (turned.length === 0) return x;
  return builder.kernel('Reverse', { x }, { dims: turned }, x.shape, x.type);
}

export function concat(builder: PlanBuilder, inputs: readonly Slot[], axis: number): Slot {
  const [first] = inputs as [Slot];
  if (inputs.length === 1) return first;
  const length = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  return builder.kernel('Concat', inputs, { axis }, first.shape.with(axis, length), first.type);
}

/** `interior` entries between neighbours, `low` and `high` at the ends; negative ends crop. */
export function pad(
  builder: PlanBuilder,
  x: Slot,
  low: readonly number[],
  high: readonly number[],
  interior: readonly number[] = low.map(() => 0),
  value = 0,
): Slot {
  const spread = spreadEntries(builder, x, interior, value);
  const cropped = slice(
    builder,
    spread,
    low.map((size) => Math.max(-size, 0)),
    spread.shape.map((size, axis) => size + Math.min(low[axis]!, 0) + Math.min(high[axis]!, 0)),
  );
  const paddings = low.map((size, axis) => [Math.max(size, 0), Math.max(high[axis]!, 0)] as const);
  if (paddings.every(([before, after]) => before + after === 0)) return cropped;
  const shape = cropped.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
  return builder.kernel('PadV2', { x: cropped }, { paddings, constantValue: value }, shape, x.type);
}

/** Puts `value` between neighbours: each entry becomes a row of which only the first place is taken. */
function spreadEntries(builder: PlanBuilder, x: Slot, interior: readonly number[], value: number): Slot {
  let spread = x;
  interior.forEach((gap, axis) => {
    const size = spread.shape[axis]!;
    if (gap === 0 || size === 1) return;
    const rows = builder.view(spread, spread.shape.toSpliced(axis + 1, 0, 1));
    const ends = rows.shape.map((_, at) => [0, at === axis + 1 ? gap : 0]);
    const wide = rows.shape.with(axis + 1, gap + 1);
    const padded = builder.kernel(
      'PadV2',
      { x: rows },
      { paddings: ends, constantValue: value },
      wide,
      x.type,
    );
    const merged = builder.view(padded, spread.shape.with(axis, size * (gap + 1)));
    const kept = spread.shape.with(axis, (size - 1) * (gap + 1) + 1);
    spread = slice(
      builder,
      merged,
      kept.map(() => 0),
      kept,
    );
  });
  return spread;
}
