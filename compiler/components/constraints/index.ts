import type { Constraint } from '../../declarations/define-component.ts';
import { maxNorm, minMaxNorm, nonNeg, unitNorm } from './norms.ts';

/** Constraints in the order of the reference. */
export const constraints: readonly Constraint[] = [maxNorm, minMaxNorm, nonNeg, unitNorm];
