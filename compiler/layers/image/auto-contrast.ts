import { dataFormat } from '../../declarations/data-format.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { valueRange, type ValueRange } from './arguments.ts';
import { toRange } from './colors.ts';

/** Stretches each channel of each image over the whole range; one of a single value stays as it is. */
export function stretchContrast(ops: Ops, images: Tensor, range: ValueRange): Tensor {
  const bytes = toRange(ops, images, range, [0, 255]);
  const low = ops.reduceMin(bytes, [1, 2], true);
  const spread = ops.subtract(ops.reduceMax(bytes, [1, 2], true), low);
  const isFlat = ops.equal(spread, 0);
  const scale = ops.divide(255, ops.select(isFlat, 1, spread));
  const stretched = ops.clip(ops.multiply(ops.subtract(bytes, low), scale), 0, 255);
  return ops.select(isFlat, images, toRange(ops, stretched, [0, 255], range));
}

export const autoContrast = defineAugmentation({
  name: 'AutoContrast',
  summary: 'Stretches each channel of each image over the whole range of values.',
  example: 'x -> AutoContrast()',
  arguments: { value_range: valueRange, data_format: dataFormat },
  always: true,
  augment: ({ ops }, images, { value_range: range }) => stretchContrast(ops, images, range),
});
