import { defineDepthwiseConvolution } from './base-depthwise.ts';

export const depthwiseConv1D = defineDepthwiseConvolution(1, {
  summary: 'Filters move over a sequence, each channel having its own.',
  example: 'x -> DepthwiseConv1D(5, padding: same)',
});
