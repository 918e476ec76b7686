import type { Schedule } from '../../declarations/define-component.ts';
import { cosineDecay, cosineDecayRestarts } from './cosine.ts';
import { exponentialDecay, inverseTimeDecay, polynomialDecay } from './decays.ts';
import { piecewiseConstantDecay } from './piecewise.ts';

/** Schedules in the order of the reference. */
export const schedules: readonly Schedule[] = [
  exponentialDecay,
  inverseTimeDecay,
  polynomialDecay,
  cosineDecay,
  cosineDecayRestarts,
  piecewiseConstantDecay,
];
