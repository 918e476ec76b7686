import { definePooling } from './base-pooling.ts';

export const maxPooling1D = definePooling(
  1,
  'Max',
  {
    summary: 'The greatest value of each window of a sequence, channel by channel.',
    example: 'x -> MaxPooling1D(2)',
  },
  (ops, x, attributes) => ops.maxPool(x, attributes),
);
