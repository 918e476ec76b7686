import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { activityRegularization } from './activity-regularization.ts';
import { alphaDropout } from './alpha-dropout.ts';
import { dropout } from './dropout.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { spatialDropout1D } from './spatial-dropout1d.ts';
import { spatialDropout2D } from './spatial-dropout2d.ts';
import { spatialDropout3D } from './spatial-dropout3d.ts';

/** The regularization layers, in the order of the reference. */
export const regularizationFamily: readonly LayerDeclaration[] = [
  dropout,
  spatialDropout1D,
  spatialDropout2D,
  spatialDropout3D,
  gaussianNoise,
  gaussianDropout,
  alphaDropout,
  activityRegularization,
];
