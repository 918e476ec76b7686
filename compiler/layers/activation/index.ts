import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { activationLayer } from './activation.ts';
import { eluLayer } from './elu.ts';
import { leakyReluLayer } from './leaky-relu.ts';
import { prelu } from './prelu.ts';
import { reluLayer } from './relu.ts';
import { softmaxLayer } from './softmax.ts';

/** The activation layers, in the order of the reference. */
export const activationFamily: readonly LayerDeclaration[] = [
  activationLayer,
  reluLayer,
  leakyReluLayer,
  prelu,
  eluLayer,
  softmaxLayer,
];
