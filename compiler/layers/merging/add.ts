import { defineMerge } from './base-merge.ts';

export const add = defineMerge({
  name: 'Add',
  aliases: ['add'],
  summary: 'The sum of its inputs, entry by entry.',
  example: '[x, x] -> Add()',
  merge: (ops, inputs) => inputs.reduce((sum, x) => ops.add(sum, x)),
});
