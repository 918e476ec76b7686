import type { ComponentDeclaration } from '../define-component.ts';
import {
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  poisson,
} from './regression.ts';
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
} from './crossentropy.ts';

/** Losses in the order of the reference. */
export const losses: readonly ComponentDeclaration[] = [
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  poisson,
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
];
