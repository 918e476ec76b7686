import { defineMerge } from './base-merge.ts';

export const average = defineMerge({
  name: 'Average',
  aliases: ['average'],
  summary: 'The mean of its inputs, entry by entry.',
  example: '[x, x] -> Average()',
  floatsOnly: true,
  merge: (ops, inputs) =>
    ops.multiply(
      inputs.reduce((sum, x) => ops.add(sum, x)),
      1 / inputs.length,
    ),
});
