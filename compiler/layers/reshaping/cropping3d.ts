import { defineCropping } from './base-padding.ts';
import { sidesOfEach } from './sides.ts';

export const cropping3D = defineCropping(
  3,
  sidesOfEach(
    3,
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    'Entries taken off each side, or one number for each axis, or [front, back] for each axis.',
  ),
  { summary: 'Takes entries off the sides of a volume.', example: 'x -> Cropping3D(1)' },
);
