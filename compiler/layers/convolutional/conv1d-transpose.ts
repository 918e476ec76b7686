import { defineTransposedConvolution } from './base-transpose.ts';

export const conv1DTranspose = defineTransposedConvolution(1, {
  summary: 'A convolution turned round: makes a sequence larger by its strides.',
  example: 'x -> Conv1DTranspose(16, 5, strides: 2, padding: same)',
});
