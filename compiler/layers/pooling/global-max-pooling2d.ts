import { defineGlobalPooling } from './base-global-pooling.ts';

export const globalMaxPooling2D = defineGlobalPooling(2, {
  name: 'GlobalMaxPooling2D',
  aliases: ['GlobalMaxPool2D'],
  summary: 'The greatest value of each channel over a whole image.',
  example: 'x -> GlobalMaxPooling2D()',
  reduce: (ops, x, axes) => ops.reduceMax(x, axes, true),
});
