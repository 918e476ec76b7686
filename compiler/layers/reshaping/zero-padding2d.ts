import { defineZeroPadding } from './base-padding.ts';
import { sidesOfEach } from './sides.ts';

export const zeroPadding2D = defineZeroPadding(
  2,
  sidesOfEach(2, [1, 1], 'Zeros on each side, or [rows, columns], or [[top, bottom], [left, right]].'),
  { summary: 'Puts zeros around an image.', example: 'x -> ZeroPadding2D(1)' },
);
