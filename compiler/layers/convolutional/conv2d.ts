import { defineConvolution } from './base-convolution.ts';

export const conv2D = defineConvolution(2, {
  summary: 'Filters move over an image: one value per filter and place.',
  example: 'x -> Conv2D(32, 3, padding: same, activation: relu)',
});
