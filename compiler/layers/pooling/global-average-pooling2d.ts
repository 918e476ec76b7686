import { defineGlobalPooling } from './base-global-pooling.ts';

export const globalAveragePooling2D = defineGlobalPooling(2, {
  name: 'GlobalAveragePooling2D',
  aliases: ['GlobalAvgPool2D'],
  summary: 'The mean of each channel over a whole image.',
  example: 'x -> GlobalAveragePooling2D()',
  reduce: (ops, x, axes) => ops.mean(x, axes, true),
});
