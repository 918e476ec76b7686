import { stepMask } from '../shared/masks.ts';
import { defineGlobalPooling } from './base-global-pooling.ts';

/** Masked steps are left out of the mean. */
export const globalAveragePooling1D = defineGlobalPooling(1, {
  name: 'GlobalAveragePooling1D',
  aliases: ['GlobalAvgPool1D'],
  summary: 'The mean of each channel over a whole sequence; masked steps do not count.',
  example: 'x -> GlobalAveragePooling1D()',
  tensorArguments: { mask: stepMask('bool [batch, time]: steps that are false do not count.') },
  needsSteps: true,
  reduce: (ops, x, axes, mask) => {
    if (!mask) return ops.mean(x, axes, true);
    const counted = ops.expandDims(ops.cast(mask, 'float32'), -1);
    return ops.divide(ops.sum(ops.multiply(x, counted), axes, true), ops.sum(counted, axes, true));
  },
});
