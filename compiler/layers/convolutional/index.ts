import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { conv1D } from './conv1d.ts';
import { conv2D } from './conv2d.ts';
import { conv3D } from './conv3d.ts';
import { conv1DTranspose } from './conv1d-transpose.ts';
import { conv2DTranspose } from './conv2d-transpose.ts';
import { conv3DTranspose } from './conv3d-transpose.ts';
import { depthwiseConv1D } from './depthwise-conv1d.ts';
import { depthwiseConv2D } from './depthwise-conv2d.ts';
import { separableConv1D } from './separable-conv1d.ts';
import { separableConv2D } from './separable-conv2d.ts';

/** The convolutional layers, in the order of the reference. */
export const convolutionalFamily: readonly LayerDeclaration[] = [
  conv1D,
  conv2D,
  conv3D,
  separableConv1D,
  separableConv2D,
  depthwiseConv1D,
  depthwiseConv2D,
  conv1DTranspose,
  conv2DTranspose,
  conv3DTranspose,
];
