import { defineConvolution } from './base-convolution.ts';

export const conv3D = defineConvolution(3, {
  summary: 'Filters move over a volume: one value per filter and place.',
  example: 'x -> Conv3D(8, 3, padding: same, activation: relu)',
});
