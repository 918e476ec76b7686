import type { ComponentDeclaration } from '../define-component.ts';
import { relu, relu6, leakyRelu, threshold } from './rectified.ts';
import { softmax, logSoftmax, sparsemax } from './normalizing.ts';

/** Activations in the order of the reference. */
export const activations: readonly ComponentDeclaration[] = [
  relu,
  relu6,
  leakyRelu,
  threshold,
  softmax,
  logSoftmax,
  sparsemax,
];
