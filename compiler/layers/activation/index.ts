import type { AnyLayerDeclaration } from '../define-layer.ts';
import { activationLayer } from './activation.ts';

/** The activation layers, in the order of the reference. */
export const activationFamily: readonly AnyLayerDeclaration[] = [activationLayer];
