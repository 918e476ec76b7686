import { defineDepthwiseConvolution } from './base-depthwise.ts';

export const depthwiseConv2D = defineDepthwiseConvolution(2, {
  summary: 'Filters move over an image, each channel having its own.',
  example: 'x -> DepthwiseConv2D(3, padding: same)',
});
