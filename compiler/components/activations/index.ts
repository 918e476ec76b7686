import type { Activation } from '../../declarations/define-component.ts';
import { elu, celu, selu, exponential } from './exponential.ts';
import { softmax, logSoftmax, sparsemax } from './normalizing.ts';
import {
  linear,
  hardSigmoid,
  hardSilu,
  hardTanh,
  hardShrink,
  softShrink,
  tanhShrink,
  sparsePlus,
  sparseSigmoid,
} from './piecewise.ts';
import { relu, relu6, leakyRelu, threshold } from './rectified.ts';
import {
  sigmoid,
  logSigmoid,
  tanh,
  softplus,
  softsign,
  squareplus,
  silu,
  mish,
  gelu,
  glu,
} from './smooth.ts';

/** Activations in the order of the reference. */
export const activations: readonly Activation[] = [
  relu,
  relu6,
  leakyRelu,
  threshold,
  elu,
  celu,
  selu,
  exponential,
  sigmoid,
  logSigmoid,
  tanh,
  softplus,
  softsign,
  squareplus,
  silu,
  mish,
  gelu,
  glu,
  linear,
  hardSigmoid,
  hardSilu,
  hardTanh,
  hardShrink,
  softShrink,
  tanhShrink,
  sparsePlus,
  sparseSigmoid,
  softmax,
  logSoftmax,
  sparsemax,
];
