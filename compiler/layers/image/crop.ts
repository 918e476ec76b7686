import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { shapeProblem, type ShapeProblem } from '../../declarations/define-layer.ts';
import type { TensorType } from '../../shapes/types.ts';
import { resizeImages } from './resize.ts';

type Sizes = readonly [height: number, width: number];

/** A part of images: where it begins, and its size. */
export interface Part {
  readonly start: Sizes;
  readonly size: Sizes;
}

/** The part of that size in the middle. */
export function middlePart([height, width]: Sizes, size: Sizes): Part {
  return { start: [Math.floor((height - size[0]) / 2), Math.floor((width - size[1]) / 2)], size };
}

/** The largest part in the middle with the proportions of a size. */
export function proportionalPart([height, width]: Sizes, [rows, columns]: Sizes): Part {
  const fitting = (limit: number, wanted: number): number => Math.max(Math.min(limit, Math.trunc(wanted)), 1);
  return middlePart(
    [height, width],
    [fitting(height, (width * rows) / columns), fitting(width, (height * columns) / rows)],
  );
}

export function takePart(ops: Ops, images: Tensor, { start, size }: Part): Tensor {
  const rows = ops.sliceAxis(images, 1, start[0], size[0]);
  return ops.sliceAxis(rows, 2, start[1], size[1]);
}

/** The largest part in the middle with the proportions of a size, brought to that size. */
export function cropAndResize(ops: Ops, images: Tensor, size: Sizes): Tensor {
  const part = takePart(ops, images, proportionalPart(sizesOf(images.shape.slice(1)), size));
  return resizeImages(ops, part, size, { interpolation: 'bilinear', antialias: false });
}

/** Height and width where they are numbers: layers that ask for them have made sure of it. */
export function sizesOf(shape: TensorType['shape']): Sizes {
  const [height, width] = shape;
  if (typeof height !== 'number' || typeof width !== 'number')
    throw new Error('height and width must be known here');
  return [height, width];
}

/** KM3005 where the height or width of images is no number. */
export function unknownSizeProblem({ shape }: TensorType, why: string): ShapeProblem | undefined {
  if (shape.slice(0, 2).every((size) => typeof size === 'number')) return undefined;
  return shapeProblem(
    'KM3005',
    `{layer} needs a known height and width ${why}, but those of {input} differ.`,
  );
}
