import { defineConvolution } from './base-convolution.ts';

export const conv1D = defineConvolution(1, {
  summary: 'Filters move along a sequence: one value per filter and place.',
  example: 'x -> Conv1D(32, 5, activation: relu)',
});
