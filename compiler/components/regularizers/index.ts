import type { Regularizer } from '../../declarations/define-component.ts';
import { l1, l2, l1l2, orthogonalRegularizer } from './norms.ts';

/** Regularizers in the order of the reference. */
export const regularizers: readonly Regularizer[] = [l1, l2, l1l2, orthogonalRegularizer];
