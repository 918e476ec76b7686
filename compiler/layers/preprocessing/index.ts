import type { AnyLayerDeclaration } from '../define-layer.ts';
import { rescaling } from './rescaling.ts';

/** The preprocessing layers, in the order of the reference. */
export const preprocessingFamily: readonly AnyLayerDeclaration[] = [rescaling];
