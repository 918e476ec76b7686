import { addSizes, multiplySizes, subtractSizes, type Size } from '../../../shapes/size.ts';
import type { Ops } from '../../../ops/ops.ts';
import type { PoolAttributes, Tensor } from '../../../ops/types.ts';

/**
 * The gradient of a maximum pool without the places of the maxima: one axis after the other, an entry that equals the
 * maximum of its window gets the gradient, unless one before it in the window has got it. Going through the axes from
 * the last back to the first finds the first greatest entry in the order of memory.
 * @param inputs x, its pool, and the pool's gradient: [batch, …spatial, channels]
 */
export function maxPoolGradientByComparison(
  ops: Ops,
  inputs: readonly Tensor[],
  attributes: PoolAttributes,
): Tensor {
  const [x, , gradient] = inputs as readonly [Tensor, Tensor, Tensor];
  const axes = attributes.window.map((_, axis) => axis).reverse();
  // Pooled along the last axis, then along the last two, and so on: the last one is the pool.
  const pooled = [x];
  for (const axis of axes) pooled.push(ops.maxPool(pooled.at(-1)!, alongAxis(attributes, axis)));
  return axes.reduceRight(
    (dy, axis, at) => alongOne(ops, pooled[at]!, pooled[at + 1]!, dy, windowOf(attributes, axis)),
    gradient,
  );
}

interface AxisWindow {
  /** Among the axes of the tensor. */
  readonly axis: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly low: Size;
}

function windowOf({ window, strides, dilations, padding }: PoolAttributes, axis: number): AxisWindow {
  return {
    axis: axis + 1,
    taps: window[axis]!,
    stride: strides[axis]!,
    dilation: dilations[axis]!,
    low: padding[axis]![0],
  };
}

/** The pool along one axis; the others stay as they are. */
function alongAxis({ window, strides, dilations, padding }: PoolAttributes, axis: number): PoolAttributes {
  const only = <T>(values: readonly T[], rest: T): T[] =>
    values.map((value, each) => (each === axis ? value : rest));
  return {
    window: only(window, 1),
    strides: only(strides, 1),
    dilations: only(dilations, 1),
    padding: only(padding, [0, 0]),
  };
}

function alongOne(
  ops: Ops,
  x: Tensor,
  y: Tensor,
  dy: Tensor,
  { axis, taps, stride, dilation, low }: AxisWindow,
): Tensor {
  const size = x.shape[axis]!;
  const count = y.shape[axis]!;
  // Entries from the first tap of the first window to that of the last.
  const reach = addSizes(multiplySizes(subtractSizes(count, 1), stride), 1);
  const zeros = x.shape.map((): Size => 0);
  const at = (value: Size): Size[] => x.shape.map((_, each) => (each === axis ? value : 0));
  /** Windows that have given their gradient to no entry yet. */
  let free: Tensor | undefined;
  let sum: Tensor | undefined;
  for (let tap = 0; tap < taps; tap++) {
    const start = subtractSizes(tap * dilation, low);
    const end = subtractSizes(size, addSizes(start, reach));
    // Cropped, or padded with what is never a maximum, to the entries at which this tap may look.
    const reached = ops.pad(x, at(negated(start)), at(negated(end)), { value: -Infinity });
    const seen = ops.sliceAxis(reached, axis, 0, count, stride);
    const equal = ops.equal(seen, y);
    const isFirst = free ? ops.and(equal, free) : equal;
    const others = ops.not(equal);
    free = free ? ops.and(free, others) : others;
    const share = ops.select(isFirst, dy, 0);
    const interior = zeros.map((_, each) => (each === axis ? stride - 1 : 0));
    const placed = ops.pad(share, at(start), at(end), { interior });
    sum = sum ? ops.add(sum, placed) : placed;
  }
  return sum!;
}

function negated(size: Size): Size {
  return subtractSizes(0, size);
}
