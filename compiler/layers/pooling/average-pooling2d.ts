import { definePooling } from './base-pooling.ts';

export const averagePooling2D = definePooling(
  2,
  'Average',
  {
    summary: 'The mean of each window of an image, channel by channel.',
    example: 'x -> AveragePooling2D(2)',
  },
  (ops, x, attributes) => ops.averagePool(x, attributes),
);
