import { defineMerge } from './base-merge.ts';
import { mergeUnmasked } from './broadcast.ts';

export const minimum = defineMerge({
  name: 'Minimum',
  aliases: ['minimum'],
  summary: 'The least of its inputs, entry by entry.',
  example: '[x, x] -> Minimum()',
  merge: (ops, inputs, masks) => mergeUnmasked(ops, inputs, masks, (a, b) => ops.minimum(a, b)),
});
