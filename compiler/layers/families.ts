import { activationFamily } from './activation/index.ts';
import { attentionFamily } from './attention/index.ts';
import { convolutionalFamily } from './convolutional/index.ts';
import { coreFamily } from './core/index.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import { imageFamily } from './image/index.ts';
import { mergingFamily } from './merging/index.ts';
import { normalizationFamily } from './normalization/index.ts';
import { operatorFamily } from './operator/index.ts';
import { poolingFamily } from './pooling/index.ts';
import { preprocessingFamily } from './preprocessing/index.ts';
import { recurrentFamily } from './recurrent/index.ts';
import { regularizationFamily } from './regularization/index.ts';
import { reshapingFamily } from './reshaping/index.ts';
import { withWeightChecks } from './shared/check-weights.ts';
import { wrapperFamily } from './wrapper/index.ts';

const declared: readonly (readonly LayerDeclaration[])[] = [
  coreFamily,
  activationFamily,
  convolutionalFamily,
  poolingFamily,
  recurrentFamily,
  attentionFamily,
  wrapperFamily,
  normalizationFamily,
  regularizationFamily,
  mergingFamily,
  reshapingFamily,
  preprocessingFamily,
  imageFamily,
  operatorFamily,
];

/** Every family's layers, in the order of the reference. */
export const families = declared.map((family) => family.map(withWeightChecks));
