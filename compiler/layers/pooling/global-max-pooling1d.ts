import { defineGlobalPooling } from './base-global-pooling.ts';

export const globalMaxPooling1D = defineGlobalPooling(1, {
  name: 'GlobalMaxPooling1D',
  aliases: ['GlobalMaxPool1D'],
  summary: 'The greatest value of each channel over a whole sequence.',
  example: 'x -> GlobalMaxPooling1D()',
  reduce: (ops, x, axes) => ops.reduceMax(x, axes, true),
});
