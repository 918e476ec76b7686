import type { AnyLayerDeclaration } from '../define-layer.ts';
import { dense } from './dense.ts';
import { identity } from './identity.ts';

/** The core layers, in the order of the reference. */
export const coreFamily: readonly AnyLayerDeclaration[] = [dense, identity];
