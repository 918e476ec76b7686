import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { cropping1D } from './cropping1d.ts';
import { cropping2D } from './cropping2d.ts';
import { cropping3D } from './cropping3d.ts';
import { flatten } from './flatten.ts';
import { permute } from './permute.ts';
import { repeatVector } from './repeat-vector.ts';
import { reshape } from './reshape.ts';
import { upSampling1D } from './up-sampling1d.ts';
import { upSampling2D } from './up-sampling2d.ts';
import { upSampling3D } from './up-sampling3d.ts';
import { zeroPadding1D } from './zero-padding1d.ts';
import { zeroPadding2D } from './zero-padding2d.ts';
import { zeroPadding3D } from './zero-padding3d.ts';

/** The reshaping layers, in the order of the reference. */
export const reshapingFamily: readonly LayerDeclaration[] = [
  flatten,
  reshape,
  permute,
  repeatVector,
  zeroPadding1D,
  zeroPadding2D,
  zeroPadding3D,
  cropping1D,
  cropping2D,
  cropping3D,
  upSampling1D,
  upSampling2D,
  upSampling3D,
];
