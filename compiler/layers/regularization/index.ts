import type { AnyLayerDeclaration } from '../define-layer.ts';
import { dropout } from './dropout.ts';

/** The regularization layers, in the order of the reference. */
export const regularizationFamily: readonly AnyLayerDeclaration[] = [dropout];
