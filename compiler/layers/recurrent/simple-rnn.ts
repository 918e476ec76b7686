import type { WeightSpecification } from '../../declarations/define-layer.ts';
import { boolean } from '../../declarations/declare.ts';
import { tanh } from '../../components/activations/smooth.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { applyActivation } from '../shared/apply-component.ts';
import { activation } from '../shared/component-arguments.ts';
import { weight } from '../shared/results.ts';
import {
  defineRecurrent,
  recurrentDropouts,
  recurrentPenalties,
  recurrentSeed,
  recurrentWeights,
  returnArguments,
  unitsArgument,
  unrollArgument,
  type RecurrentArguments,
  type RecurrentCell,
} from './base-recurrent.ts';

/** h' = activation(x · kernel + bias + h · recurrent_kernel). */
export const simpleRNNStep: RecurrentCell<RecurrentArguments> = {
  gates: 1,
  states: 1,
  inputBias: (context, args) => (args.use_bias ? context.weight('bias') : undefined),
  step: (context, args) => {
    const kernel = context.weight('recurrent_kernel');
    return (ops, projected, [h], recurrent) => [
      applyActivation(ops, ops.add(projected, ops.matmul(recurrent(h!), kernel)), args.activation),
    ];
  },
};

/** Kernels and bias, in Keras's order. */
export function simpleRNNWeights(args: RecurrentArguments, features: number): readonly WeightSpecification[] {
  return [
    weight(
      'kernel',
      [features, args.units],
      args.kernel_initializer,
      args.kernel_regularizer,
      args.kernel_constraint,
    ),
    weight(
      'recurrent_kernel',
      [args.units, args.units],
      args.recurrent_initializer,
      args.recurrent_regularizer,
      args.recurrent_constraint,
    ),
    ...(args.use_bias
      ? [weight('bias', [args.units], args.bias_initializer, args.bias_regularizer, args.bias_constraint)]
      : []),
  ];
}

export const simpleRNN = defineRecurrent({
  name: 'SimpleRNN',
  summary: 'Reads a sequence step by step; each output goes into the next step.',
  example: 'x -> SimpleRNN(32)',
  arguments: {
    units: unitsArgument,
    activation: activation(withDefaults(tanh)),
    use_bias: boolean(true, 'Add a bias.'),
    ...recurrentWeights,
    ...recurrentPenalties,
    ...recurrentDropouts,
    ...returnArguments,
    unroll: unrollArgument,
    seed: recurrentSeed,
  },
  cell: simpleRNNStep,
  weights: simpleRNNWeights,
});
