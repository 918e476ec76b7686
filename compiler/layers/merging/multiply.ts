import { defineMerge } from './base-merge.ts';

export const multiply = defineMerge({
  name: 'Multiply',
  summary: 'The product of its inputs, entry by entry.',
  example: '[x, x] -> Multiply()',
  merge: (ops, inputs) => inputs.reduce((product, x) => ops.multiply(product, x)),
});
