import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { adaptiveAveragePooling1D } from './adaptive-average-pooling1d.ts';
import { adaptiveAveragePooling2D } from './adaptive-average-pooling2d.ts';
import { adaptiveAveragePooling3D } from './adaptive-average-pooling3d.ts';
import { adaptiveMaxPooling1D } from './adaptive-max-pooling1d.ts';
import { adaptiveMaxPooling2D } from './adaptive-max-pooling2d.ts';
import { adaptiveMaxPooling3D } from './adaptive-max-pooling3d.ts';
import { averagePooling1D } from './average-pooling1d.ts';
import { averagePooling2D } from './average-pooling2d.ts';
import { averagePooling3D } from './average-pooling3d.ts';
import { globalAveragePooling1D } from './global-average-pooling1d.ts';
import { globalAveragePooling2D } from './global-average-pooling2d.ts';
import { globalAveragePooling3D } from './global-average-pooling3d.ts';
import { globalMaxPooling1D } from './global-max-pooling1d.ts';
import { globalMaxPooling2D } from './global-max-pooling2d.ts';
import { globalMaxPooling3D } from './global-max-pooling3d.ts';
import { maxPooling1D } from './max-pooling1d.ts';
import { maxPooling2D } from './max-pooling2d.ts';
import { maxPooling3D } from './max-pooling3d.ts';

/** The pooling layers, in the order of the reference. */
export const poolingFamily: readonly LayerDeclaration[] = [
  maxPooling1D,
  maxPooling2D,
  maxPooling3D,
  averagePooling1D,
  averagePooling2D,
  averagePooling3D,
  globalMaxPooling1D,
  globalMaxPooling2D,
  globalMaxPooling3D,
  globalAveragePooling1D,
  globalAveragePooling2D,
  globalAveragePooling3D,
  adaptiveAveragePooling1D,
  adaptiveAveragePooling2D,
  adaptiveAveragePooling3D,
  adaptiveMaxPooling1D,
  adaptiveMaxPooling2D,
  adaptiveMaxPooling3D,
];
