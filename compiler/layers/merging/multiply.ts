import { defineMerge } from './base-merge.ts';

export const multiply = defineMerge({
  name: 'Multiply',
  aliases: ['multiply'],
  summary: 'The product of its inputs, entry by entry.',
  example: '[x, x] -> Multiply()',
  merge: (ops, inputs, masks) => {
    // What is masked in one input counts as one.
    const factors = inputs.map((x, index) => (masks[index] ? ops.select(masks[index], x, 1) : x));
    return factors.reduce((product, x) => ops.multiply(product, x));
  },
});
