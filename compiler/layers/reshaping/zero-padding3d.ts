import { defineZeroPadding } from './base-padding.ts';
import { sidesOfEach } from './sides.ts';

export const zeroPadding3D = defineZeroPadding(
  3,
  sidesOfEach(
    3,
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    'Zeros on each side, or one number for each axis, or [front, back] for each axis.',
  ),
  { summary: 'Puts zeros around a volume.', example: 'x -> ZeroPadding3D(1)' },
);
