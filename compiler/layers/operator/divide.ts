import { defineMerge } from '../merging/base-merge.ts';

const declared = defineMerge({
  name: 'Divide',
  summary: 'The first input divided by the second, entry by entry: the operator `/`.',
  example: '[x, x] -> Divide()',
  count: 2,
  floatsOnly: true,
  merge: (ops, [first, second]) => ops.divide(first!, second!),
});

/** The layer of `a / b`; Keras has it as an operation. */
export const divide = { ...declared, class: 'TrueDivide', family: 'operator', internal: true } as const;
