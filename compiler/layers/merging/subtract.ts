import { defineMerge } from './base-merge.ts';

export const subtract = defineMerge({
  name: 'Subtract',
  aliases: ['subtract'],
  summary: 'The first input minus the second, entry by entry.',
  example: '[x, x] -> Subtract()',
  count: 2,
  merge: (ops, [first, second]) => ops.subtract(first!, second!),
});
