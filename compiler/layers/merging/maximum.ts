import { defineMerge } from './base-merge.ts';
import { mergeUnmasked } from './broadcast.ts';

export const maximum = defineMerge({
  name: 'Maximum',
  aliases: ['maximum'],
  summary: 'The greatest of its inputs, entry by entry.',
  example: '[x, x] -> Maximum()',
  merge: (ops, inputs, masks) => mergeUnmasked(ops, inputs, masks, (a, b) => ops.maximum(a, b)),
});
