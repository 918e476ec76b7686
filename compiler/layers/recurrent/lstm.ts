import type { WeightSpecification } from '../../declarations/define-layer.ts';
import { boolean } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { sigmoid, tanh } from '../../components/activations/smooth.ts';
import { forgetGateOnes } from '../../components/initializers/forget-gate-ones.ts';
import type { ComponentValue } from '../../declarations/values.ts';
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
import { activateGates } from './gates.ts';

export interface LSTMArguments extends RecurrentArguments {
  readonly recurrent_activation: ComponentValue<'activation'> | null;
  readonly unit_forget_bias: boolean;
}

/** Gates i, f, c, o: c' = f·c + i·candidate, h' = o·activation(c'). One call covers the gates that are alike. */
export const lstmStep: RecurrentCell<LSTMArguments> = {
  gates: 4,
  states: 2,
  inputBias: (context, args) => (args.use_bias ? context.weight('bias') : undefined),
  step: (context, args) => {
    const kernel = context.weight('recurrent_kernel');
    return (ops, projected, [h, c], recurrent) => {
      const { units } = args;
      const sums = ops.add(projected, ops.matmul(recurrent(h!), kernel));
      const [input, forget, , output] = activateGates(ops, sums, units, 4, args.recurrent_activation);
      const candidate = applyActivation(ops, ops.sliceAxis(sums, 1, 2 * units, units), args.activation);
      const memory = ops.add(ops.multiply(forget!, c!), ops.multiply(input!, candidate));
      return [ops.multiply(output!, applyActivation(ops, memory, args.activation)), memory];
    };
  },
};

/** Kernels and bias, in Keras's order. */
export function lstmWeights(args: LSTMArguments, features: number): readonly WeightSpecification[] {
  return [
    weight(
      'kernel',
      [features, 4 * args.units],
      args.kernel_initializer,
      args.kernel_regularizer,
      args.kernel_constraint,
    ),
    weight(
      'recurrent_kernel',
      [args.units, 4 * args.units],
      args.recurrent_initializer,
      args.recurrent_regularizer,
      args.recurrent_constraint,
    ),
    ...(args.use_bias
      ? [
          weight(
            'bias',
            [4 * args.units],
            args.unit_forget_bias
              ? withDefaults(forgetGateOnes, { others: args.bias_initializer })
              : args.bias_initializer,
            args.bias_regularizer,
            args.bias_constraint,
          ),
        ]
      : []),
  ];
}

/** Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al.; kernel [in, 4·units]. */
export const lstm = defineRecurrent({
  name: 'LSTM',
  summary: 'Reads a sequence step by step with a memory that it learns to keep and to forget.',
  example: 'x -> LSTM(32)',
  arguments: {
    units: unitsArgument,
    activation: activation(withDefaults(tanh)),
    recurrent_activation: activation(withDefaults(sigmoid)),
    use_bias: boolean(true, 'Add a bias to every gate.'),
    ...recurrentWeights,
    unit_forget_bias: boolean(true, 'Start the forget gate’s bias at one.'),
    ...recurrentPenalties,
    ...recurrentDropouts,
    seed: recurrentSeed,
    ...returnArguments,
    unroll: unrollArgument,
  },
  cell: lstmStep,
  weights: lstmWeights,
});
