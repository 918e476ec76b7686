import type { Tensor } from '../../ops/types.ts';
import { rangeOf, type Factor, type ValueRange } from './arguments.ts';
import { stretchContrast } from './auto-contrast.ts';
import { equalize } from './equalization.ts';
import { drawUniform, type RandomSite } from './random.ts';
import { changeBrightness } from './random-brightness.ts';
import { takeColor } from './random-color-degeneration.ts';
import { changeContrast } from './random-contrast.ts';
import { posterize } from './random-posterization.ts';
import { rotateImages } from './random-rotation.ts';
import { changeSharpness } from './random-sharpness.ts';
import { shearImages } from './random-shear.ts';
import { translateImages } from './random-translation.ts';
import type { Sampling } from './sampling.ts';
import { solarize } from './solarization.ts';

export const strengthBounds = [0, 1] as const;

/** What the operations that are chosen from at random share. */
export interface OperationArguments {
  readonly factor: Factor;
  readonly value_range: ValueRange;
  readonly interpolation: 'nearest' | 'bilinear';
}

/** One change of images. */
export type ImageOperation = (images: Tensor) => Tensor;

/** The eleven operations of RandAugment and AugMix; the first seven change places and levels, the rest colours. */
export function imageOperations(site: RandomSite, args: OperationArguments): readonly ImageOperation[] {
  const { ops } = site.context;
  const strength = rangeOf(args.factor, strengthBounds);
  const range = args.value_range;
  const sampling: Sampling = { interpolation: args.interpolation, fill_mode: 'reflect', fill_value: 0 };
  const bits = Math.max(1, Math.trunc(8 * strength[1]));
  return [
    (images) => shearImages(site, images, { x: strength, y: strength }, sampling),
    (images) => translateImages(site, images, { height: strength, width: strength }, sampling),
    (images) => rotateImages(site, images, strength, sampling),
    (images) => posterize(site, images, bits, range),
    (images) => solarize(site, images, { addition: strength, threshold: strength }, range),
    (images) => stretchContrast(ops, images, range),
    (images) => equalize(ops, images, range, 256),
    (images) => changeBrightness(site, images, strength, range),
    (images) => takeColor(site, images, strength, range),
    (images) => changeContrast(site, images, strength, range),
    (images) => changeSharpness(site, images, strength, range),
  ];
}

/** The operations that come before those of colours. */
export const placesAndLevels = 7;

/**
 * One of several operations, drawn anew for each batch, all images alike.
 * @param idle true where none of them may come out, too
 */
export function applyOneOf(
  site: RandomSite,
  operations: readonly ImageOperation[],
  images: Tensor,
  idle: boolean,
): Tensor {
  const { ops } = site.context;
  const count = operations.length + (idle ? 1 : 0);
  const chosen = ops.floor(drawUniform(site, [1, 1, 1, 1], [0, count]));
  return operations.reduce(
    (result: Tensor, operation, index) => ops.select(ops.equal(chosen, index), operation(images), result),
    images,
  );
}
