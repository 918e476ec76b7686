import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizesEqual, type Size } from '../../shapes/size.ts';

export type Interpolation = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos3' | 'lanczos5';

export interface ResizeOptions {
  readonly interpolation: Interpolation;
  readonly antialias: boolean;
}

/** Images [batch, height, width, channels] in another size. Pixels have their centres at halves. */
export function resizeImages(
  ops: Ops,
  images: Tensor,
  [height, width]: readonly [Size, Size],
  options: ResizeOptions,
): Tensor {
  return resizeAxis(ops, resizeAxis(ops, images, 1, height, options), 2, width, options);
}

function resizeAxis(ops: Ops, x: Tensor, axis: 1 | 2, count: Size, options: ResizeOptions): Tensor {
  const size = x.shape[axis]!;
  if (sizesEqual(size, count)) return x;
  const scale = ops.divide(ops.size(size), ops.size(count));
  const places = ops.add(ops.cast(ops.iota([count], 0), 'float32'), 0.5);
  const centres = ops.multiply(places, scale);
  if (options.interpolation === 'nearest') {
    const nearest = ops.minimum(ops.floor(centres), ops.subtract(ops.size(size), 1));
    return ops.gather(x, ops.cast(nearest, 'int32'), axis);
  }
  const weights = resizeWeights(ops, ops.subtract(centres, 0.5), x.shape[axis]!, scale, options);
  // Rows are mixed by one product from the left; for columns, the products run over each row.
  if (axis === 2) return ops.matmul(weights, x);
  const rows = ops.transpose(x, [0, 2, 1, 3]);
  return ops.transpose(ops.matmul(weights, rows), [0, 2, 1, 3]);
}

/** How much of each old entry is in each new one, [new, old]: each row sums to 1. */
function resizeWeights(
  ops: Ops,
  centres: Tensor,
  size: Tensor['shape'][number],
  scale: Tensor,
  { interpolation, antialias }: ResizeOptions,
): Tensor {
  const old = ops.cast(ops.iota([1, size], 1), 'float32');
  const distances = ops.absolute(ops.subtract(ops.expandDims(centres, 1), old));
  const near = antialias ? ops.divide(distances, ops.maximum(scale, 1)) : distances;
  const raw = kernels[interpolation as Exclude<Interpolation, 'nearest'>](ops, near);
  return ops.divide(raw, ops.sum(raw, [1], true));
}

/** The weight of an entry by its distance. */
const kernels = {
  bilinear: (ops: Ops, x: Tensor): Tensor => ops.maximum(ops.subtract(1, x), 0),
  // Keys, Cubic convolution interpolation, 1981, with a = −1/2.
  bicubic: (ops: Ops, x: Tensor): Tensor => {
    const polynomial = (coefficients: readonly number[]): Tensor =>
      coefficients
        .slice(1)
        .reduce((sum: Tensor, next) => ops.add(ops.multiply(sum, x), next), ops.scalar(coefficients[0]!));
    const close = polynomial([1.5, -2.5, 0, 1]);
    const far = polynomial([-0.5, 2.5, -4, 2]);
    return ops.select(ops.less(x, 1), close, ops.select(ops.less(x, 2), far, 0));
  },
  lanczos3: (ops: Ops, x: Tensor): Tensor => lanczos(ops, x, 3),
  lanczos5: (ops: Ops, x: Tensor): Tensor => lanczos(ops, x, 5),
} as const;

/** sinc(x) sinc(x / radius) within the radius (Duchon, 1979). */
function lanczos(ops: Ops, x: Tensor, radius: number): Tensor {
  const isZero = ops.less(x, 1e-3);
  const turn = ops.multiply(ops.select(isZero, 1, x), Math.PI);
  const waves = ops.multiply(ops.sin(turn), ops.sin(ops.divide(turn, radius)));
  const value = ops.divide(ops.multiply(waves, radius), ops.square(turn));
  return ops.select(ops.greater(x, radius), 0, ops.select(isZero, 1, value));
}
