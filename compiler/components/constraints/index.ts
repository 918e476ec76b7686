import type { ComponentDeclaration } from '../define-component.ts';
import { maxNorm, minMaxNorm, nonNeg, unitNorm } from './norms.ts';

/** Constraints in the order of the reference. */
export const constraints: readonly ComponentDeclaration[] = [maxNorm, minMaxNorm, nonNeg, unitNorm];
