import { defineSeparableConvolution } from './base-separable.ts';

export const separableConv1D = defineSeparableConvolution(1, {
  summary: 'A depthwise convolution over a sequence, then one that mixes the channels.',
  example: 'x -> SeparableConv1D(32, 5, padding: same)',
});
