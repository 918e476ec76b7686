import type { Loss } from '../../declarations/define-component.ts';
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
} from './crossentropy.ts';
import { circle } from './circle.ts';
import { ctc } from './ctc.ts';
import {
  binaryFocalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
} from './focal.ts';
import { hinge, squaredHinge, categoricalHinge } from './margin.ts';
import {
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  poisson,
} from './regression.ts';
import { klDivergence, cosineSimilarity, dice, tversky } from './similarity.ts';

/** Losses in the order of the reference. */
export const losses: readonly Loss[] = [
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
  binaryFocalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  klDivergence,
  cosineSimilarity,
  dice,
  tversky,
  hinge,
  squaredHinge,
  categoricalHinge,
  ctc,
  circle,
];
