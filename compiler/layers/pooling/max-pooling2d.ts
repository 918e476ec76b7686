import { definePooling } from './base-pooling.ts';

export const maxPooling2D = definePooling(
  2,
  'Max',
  {
    summary: 'The greatest value of each window of an image, channel by channel.',
    example: 'x -> MaxPooling2D(2)',
  },
  (ops, x, attributes) => ops.maxPool(x, attributes),
);
