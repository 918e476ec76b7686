import { defineTransposedConvolution } from './base-transpose.ts';

export const conv2DTranspose = defineTransposedConvolution(2, {
  summary: 'A convolution turned round: makes an image larger by its strides.',
  example: 'x -> Conv2DTranspose(16, 3, strides: 2, padding: same)',
});
