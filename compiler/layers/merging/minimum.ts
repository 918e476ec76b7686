import { defineMerge } from './base-merge.ts';

export const minimum = defineMerge({
  name: 'Minimum',
  summary: 'The least of its inputs, entry by entry.',
  example: '[x, x] -> Minimum()',
  merge: (ops, inputs) => inputs.reduce((least, x) => ops.minimum(least, x)),
});
