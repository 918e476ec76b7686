import { definePooling } from './base-pooling.ts';

export const maxPooling3D = definePooling(
  3,
  'Max',
  {
    summary: 'The greatest value of each window of a volume, channel by channel.',
    example: 'x -> MaxPooling3D(2)',
  },
  (ops, x, attributes) => ops.maxPool(x, attributes),
);
