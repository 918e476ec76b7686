import { defineGlobalPooling } from './base-global-pooling.ts';

export const globalMaxPooling3D = defineGlobalPooling(3, {
  name: 'GlobalMaxPooling3D',
  aliases: ['GlobalMaxPool3D'],
  summary: 'The greatest value of each channel over a whole volume.',
  example: 'x -> GlobalMaxPooling3D()',
  reduce: (ops, x, axes) => ops.reduceMax(x, axes, true),
});
