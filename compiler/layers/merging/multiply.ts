import { defineMerge } from './base-merge.ts';

export const multiply = defineMerge({
  name: 'Multiply',
  aliases: ['multiply'],
  summary: 'The product of its inputs, entry by entry.',
  example: '[x, x] -> Multiply()',
  merge: (ops, inputs, masks) => {
    // What is masked in one input counts as one.
    const factors = inputs.map((x, index) => (masks[index] ? ops.select(masks[index], x, 1) : x));
    const product = factors.reduce((all, x) => ops.multiply(all, x));
    const given = masks.filter((mask) => mask !== undefined);
    if (given.length < masks.length) return product;
    // What is masked in all of them is zero.
    const counts = given.reduce((any, mask) => ops.or(any, mask));
    return ops.select(counts, product, 0);
  },
});
