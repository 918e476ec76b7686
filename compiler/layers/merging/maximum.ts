import { defineMerge } from './base-merge.ts';

export const maximum = defineMerge({
  name: 'Maximum',
  summary: 'The greatest of its inputs, entry by entry.',
  example: '[x, x] -> Maximum()',
  merge: (ops, inputs) => inputs.reduce((greatest, x) => ops.maximum(greatest, x)),
});
