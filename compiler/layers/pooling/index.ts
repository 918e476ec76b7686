import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { averagePooling1D } from './average-pooling1d.ts';
import { averagePooling2D } from './average-pooling2d.ts';
import { globalAveragePooling1D } from './global-average-pooling1d.ts';
import { globalAveragePooling2D } from './global-average-pooling2d.ts';
import { globalMaxPooling1D } from './global-max-pooling1d.ts';
import { globalMaxPooling2D } from './global-max-pooling2d.ts';
import { maxPooling1D } from './max-pooling1d.ts';
import { maxPooling2D } from './max-pooling2d.ts';

/** The pooling layers, in the order of the reference. */
export const poolingFamily: readonly LayerDeclaration[] = [
  maxPooling1D,
  maxPooling2D,
  averagePooling1D,
  averagePooling2D,
  globalMaxPooling1D,
  globalMaxPooling2D,
  globalAveragePooling1D,
  globalAveragePooling2D,
];
