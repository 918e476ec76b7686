import { defineCropping } from './base-padding.ts';
import { sidesOfEach } from './sides.ts';

export const cropping2D = defineCropping(
  2,
  sidesOfEach(
    2,
    [
      [0, 0],
      [0, 0],
    ],
    'Entries taken off each side, or [rows, columns], or [[top, bottom], [left, right]].',
  ),
  { summary: 'Takes rows and columns off the sides of an image.', example: 'x -> Cropping2D(1)' },
);
