import { defineTransposedConvolution } from './base-transpose.ts';

export const conv3DTranspose = defineTransposedConvolution(3, {
  summary:
    'Turns a convolution over volumes round: each entry spreads over a window, so that the result grows.',
  example: 'x -> Conv3DTranspose(8, 2, strides: 2)',
});
