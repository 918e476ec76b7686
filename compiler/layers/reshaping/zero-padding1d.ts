import { defineZeroPadding } from './base-padding.ts';
import { sidesOfOne } from './sides.ts';

export const zeroPadding1D = defineZeroPadding(1, sidesOfOne(1, 'Zeros at each end, or [front, back].'), {
  summary: 'Puts zeros before and behind a sequence.',
  example: 'x -> ZeroPadding1D(2)',
});
