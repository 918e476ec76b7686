import { defineSeparableConvolution } from './base-separable.ts';

export const separableConv2D = defineSeparableConvolution(2, {
  summary: 'A depthwise convolution over an image, then one that mixes the channels.',
  example: 'x -> SeparableConv2D(32, 3, padding: same)',
});
