import { defineCropping } from './base-padding.ts';
import { sidesOfOne } from './sides.ts';

export const cropping1D = defineCropping(
  1,
  sidesOfOne([1, 1], 'Steps taken off at each end, or [front, back].'),
  { summary: 'Takes steps off both ends of a sequence.', example: 'x -> Cropping1D(1)' },
);
