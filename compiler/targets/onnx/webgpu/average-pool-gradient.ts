import type { Ops } from '../../../ops/ops.ts';
import type { OpAttributes, Tensor } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';

/** Axes of space that the provider's own way, a transposed convolution, has at most. */
const mostAxes = 2;

/**
 * The gradient of an average pool, one axis after the other: each entry of a window gets the same share of the
 * gradient, which is its part of the entries that are not padding.
 * @returns undefined where the provider has a way of its own, or sizes are open
 */
export function averagePoolGradientByAxis(
  ops: Ops,
  [dy]: readonly Tensor[],
  { window, strides, dilations, padding, inputShape }: OpAttributes['averagePoolGradient'],
): readonly Tensor[] | undefined {
  if (window.length <= mostAxes) return undefined;
  let gradient = dy!;
  for (const [at, taps] of window.entries()) {
    const axis = at + 1;
    const size = inputShape[axis]!;
    const count = gradient.shape[axis]!;
    const low = padding[at]![0];
    if (typeof size !== 'number' || typeof count !== 'number' || typeof low !== 'number') return undefined;
    const starts = Array.from({ length: taps }, (_, tap) => tap * dilations[at]! - low);
    const counts = Array.from({ length: count }, (_, place) => {
      const places = starts.map((start) => place * strides[at]! + start);
      return places.filter((each) => each >= 0 && each < size).length;
    });
    const along = (value: number): number[] => inputShape.map((_, each) => (each === axis ? value : 0));
    const shape = inputShape.map((_, each): number => (each === axis ? count : 1));
    const share = ops.divide(gradient, ops.constant(counts, shape, 'float32'));
    const reach = (count - 1) * strides[at]! + 1;
    const parts = starts.map((start) =>
      ops.pad(share, along(start), along(size - start - reach) satisfies readonly Size[], {
        interior: along(strides[at]! - 1),
      }),
    );
    gradient = parts.reduce((sum, part) => ops.add(sum, part));
  }
  return [gradient];
}
