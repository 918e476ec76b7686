import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { dense } from './dense.ts';
import { embedding } from './embedding.ts';
import { identity } from './identity.ts';
import { masking } from './masking.ts';

/** The core layers, in the order of the reference. */
export const coreFamily: readonly LayerDeclaration[] = [dense, embedding, masking, identity];
