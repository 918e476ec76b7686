import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { bidirectional } from './bidirectional.ts';
import { spectralNormalization } from './spectral-normalization.ts';
import { timeDistributed } from './time-distributed.ts';

/** The layers that take layers. */
export const wrapperFamily: readonly LayerDeclaration[] = [
  bidirectional,
  timeDistributed,
  spectralNormalization,
];
