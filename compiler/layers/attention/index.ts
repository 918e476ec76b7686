import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { additiveAttention } from './additive-attention.ts';
import { attention } from './attention.ts';
import { groupedQueryAttention } from './grouped-query-attention.ts';
import { multiHeadAttention } from './multi-head-attention.ts';
import { positionEmbedding } from './position-embedding.ts';
import { sinePositionEncoding } from './sine-position-encoding.ts';

/** The attention layers, in the order of the reference. */
export const attentionFamily: readonly LayerDeclaration[] = [
  multiHeadAttention,
  groupedQueryAttention,
  attention,
  additiveAttention,
  positionEmbedding,
  sinePositionEncoding,
];
