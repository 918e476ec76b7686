import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { categoryEncoding } from './category-encoding.ts';
import { rescaling } from './rescaling.ts';

/** The preprocessing layers, in the order of the reference. */
export const preprocessingFamily: readonly LayerDeclaration[] = [rescaling, categoryEncoding];
