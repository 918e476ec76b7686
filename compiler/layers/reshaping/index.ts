import type { AnyLayerDeclaration } from '../define-layer.ts';
import { flatten } from './flatten.ts';

/** The reshaping layers, in the order of the reference. */
export const reshapingFamily: readonly AnyLayerDeclaration[] = [flatten];
