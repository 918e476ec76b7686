import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { dense } from './dense.ts';
import { einsumDense } from './einsum-dense.ts';
import { embedding } from './embedding.ts';
import { identity } from './identity.ts';
import { masking } from './masking.ts';
import { reversibleEmbedding } from './reversible-embedding.ts';
import { ternaryDense } from './ternary-dense.ts';

/** The core layers, in the order of the reference. */
export const coreFamily: readonly LayerDeclaration[] = [
  dense,
  einsumDense,
  ternaryDense,
  embedding,
  reversibleEmbedding,
  masking,
  identity,
];
