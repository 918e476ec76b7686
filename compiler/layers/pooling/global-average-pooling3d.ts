import { defineGlobalPooling } from './base-global-pooling.ts';

export const globalAveragePooling3D = defineGlobalPooling(3, {
  name: 'GlobalAveragePooling3D',
  aliases: ['GlobalAvgPool3D'],
  summary: 'The mean of each channel over a whole volume.',
  example: 'x -> GlobalAveragePooling3D()',
  reduce: (ops, x, axes) => ops.mean(x, axes, true),
});
