import { definePooling } from './base-pooling.ts';

export const averagePooling3D = definePooling(
  3,
  'Average',
  {
    summary: 'The mean of each window of a volume, channel by channel.',
    example: 'x -> AveragePooling3D(2)',
  },
  (ops, x, attributes) => ops.averagePool(x, attributes),
);
