import type { WeightSpecification } from '../../declarations/define-layer.ts';
import { boolean } from '../../declarations/declare.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { sigmoid, tanh } from '../../components/activations/smooth.ts';
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
import { activateGates } from './gates.ts';

export interface GRUArguments extends RecurrentArguments {
  readonly recurrent_activation: ComponentValue<'activation'> | null;
  readonly reset_after: boolean;
}

/**
 * Gates z, r, candidate: h' = z·h + (1 − z)·candidate. With `reset_after` the reset gate acts on the product of
 * state and recurrent kernel, which has a bias of its own; without, on the state before it.
 */
export const gruStep: RecurrentCell<GRUArguments> = {
  gates: 3,
  states: 1,
  inputBias: ({ ops, weight: find }, args) => {
    if (!args.use_bias) return undefined;
    const bias = find('bias');
    return args.reset_after ? ops.reshape(ops.sliceAxis(bias, 0, 0, 1), [3 * args.units]) : bias;
  },
  step: (context, args) => {
    const { units } = args;
    const kernel = context.weight('recurrent_kernel');
    const outer = context.ops;
    const bias =
      args.use_bias && args.reset_after
        ? outer.reshape(outer.sliceAxis(context.weight('bias'), 0, 1, 1), [3 * units])
        : undefined;
    const [gateKernel, candidateKernel] = args.reset_after
      ? [kernel, kernel]
      : [outer.sliceAxis(kernel, 1, 0, 2 * units), outer.sliceAxis(kernel, 1, 2 * units, units)];
    return (ops, projected, [h], recurrent) => {
      const state = recurrent(h!);
      const product = ops.matmul(state, gateKernel);
      const inner = bias ? ops.add(product, bias) : product;
      const [fromInput, fromState] = [projected, inner].map((x) => ops.sliceAxis(x, 1, 0, 2 * units));
      const sums = ops.add(fromInput!, fromState!);
      const [update, reset] = activateGates(ops, sums, units, 2, args.recurrent_activation);
      const ofState = args.reset_after
        ? ops.multiply(reset!, ops.sliceAxis(inner, 1, 2 * units, units))
        : ops.matmul(ops.multiply(reset!, state), candidateKernel);
      const sum = ops.add(ops.sliceAxis(projected, 1, 2 * units, units), ofState);
      const candidate = applyActivation(ops, sum, args.activation);
      // z·h + (1 − z)·candidate, with one product less.
      return [ops.add(candidate, ops.multiply(update!, ops.subtract(h!, candidate)))];
    };
  },
};

/** Kernels and bias, in Keras's order. */
export function gruWeights(args: GRUArguments, features: number): readonly WeightSpecification[] {
  return [
    weight(
      'kernel',
      [features, 3 * args.units],
      args.kernel_initializer,
      args.kernel_regularizer,
      args.kernel_constraint,
    ),
    weight(
      'recurrent_kernel',
      [args.units, 3 * args.units],
      args.recurrent_initializer,
      args.recurrent_regularizer,
      args.recurrent_constraint,
    ),
    ...(args.use_bias
      ? [
          weight(
            'bias',
            args.reset_after ? [2, 3 * args.units] : [3 * args.units],
            args.bias_initializer,
            args.bias_regularizer,
            args.bias_constraint,
          ),
        ]
      : []),
  ];
}

/** Cho et al., arXiv:1406.1078; kernel [in, 3·units], bias [2, 3·units] with `reset_after`. */
export const gru = defineRecurrent({
  name: 'GRU',
  summary: 'Reads a sequence step by step; gates decide what of the state is renewed.',
  example: 'x -> GRU(32)',
  arguments: {
    units: unitsArgument,
    activation: activation(withDefaults(tanh)),
    recurrent_activation: activation(withDefaults(sigmoid)),
    use_bias: boolean(true, 'Add a bias to every gate.'),
    ...recurrentWeights,
    ...recurrentPenalties,
    ...recurrentDropouts,
    seed: recurrentSeed,
    ...returnArguments,
    unroll: unrollArgument,
    reset_after: boolean(true, 'Let the reset gate act after the product with the recurrent kernel.'),
  },
  cell: gruStep,
  weights: gruWeights,
});
