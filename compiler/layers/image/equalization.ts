import { dataFormat } from '../../declarations/data-format.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizeProduct } from '../../shapes/size.ts';
import { defineAugmentation } from './augmentation.ts';
import { positiveInteger, valueRange, type ValueRange } from './arguments.ts';
import { toRange } from './colors.ts';

/**
 * Gives all values of a channel the same number of pixels, by the cumulated histogram of the channel. As in Keras,
 * the histogram is that of a whole batch.
 */
export function equalize(ops: Ops, images: Tensor, range: ValueRange, bins: number): Tensor {
  const channels = images.shape[3] as number;
  const equalized = ops.split(toRange(ops, images, range, [0, 255]), channels, 3).map((channel) => {
    const flat = ops.reshape(channel, [sizeProduct(channel.shape)]);
    const scaled = ops.multiply(ops.divide(flat, 255), bins - 1);
    const places = ops.cast(ops.floor(ops.clip(scaled, 0, bins - 1)), 'int32');
    const histogram = ops.scatterAdd(places, ops.fill(1, flat.shape), bins);
    const filled = ops.sum(ops.cast(ops.greater(histogram, 0), 'float32'));
    const found = ops.reshape(ops.gather(newValues(ops, histogram), places), channel.shape);
    return ops.select(ops.lessEqual(filled, 1), channel, found);
  });
  return toRange(ops, ops.concat(equalized, 3), [0, 255], range);
}

/** The value that each bin of a histogram becomes: its share of the pixels above the lowest bin, in 255ths. */
function newValues(ops: Ops, histogram: Tensor): Tensor {
  const below = ops.cumulativeSum(histogram, 0);
  const all = ops.sum(histogram);
  const lowest = ops.reduceMin(ops.select(ops.greater(below, 0), below, all));
  const rest = ops.subtract(all, lowest);
  const shares = ops.divide(ops.multiply(ops.subtract(below, lowest), 255), ops.maximum(rest, 1));
  return ops.clip(ops.round(shares), 0, 255);
}

export const equalization = defineAugmentation({
  name: 'Equalization',
  summary: 'Evens out how often each value occurs in a channel while training.',
  example: 'x -> Equalization()',
  arguments: {
    value_range: valueRange,
    bins: positiveInteger(256, 'Number of values that are told apart.'),
    data_format: dataFormat,
  },
  knownChannels: true,
  augment: ({ ops }, images, args) => equalize(ops, images, args.value_range, args.bins),
});
