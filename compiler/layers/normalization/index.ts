import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { batchNormalization } from './batch-normalization.ts';
import { groupNormalization } from './group-normalization.ts';
import { layerNormalization } from './layer-normalization.ts';
import { rmsNormalization } from './rms-normalization.ts';
import { unitNormalization } from './unit-normalization.ts';

/** The normalization layers, in the order of the reference. */
export const normalizationFamily: readonly LayerDeclaration[] = [
  batchNormalization,
  layerNormalization,
  groupNormalization,
  rmsNormalization,
  unitNormalization,
];
