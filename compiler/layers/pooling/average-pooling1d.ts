import { definePooling } from './base-pooling.ts';

export const averagePooling1D = definePooling(
  1,
  'Average',
  {
    summary: 'The mean of each window of a sequence, channel by channel.',
    example: 'x -> AveragePooling1D(2)',
  },
  (ops, x, attributes) => ops.averagePool(x, attributes),
);
