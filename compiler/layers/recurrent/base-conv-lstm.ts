import { dataFormat } from '../../declarations/data-format.ts';
import { stepMask } from '../shared/masks.ts';
import { forgetGateOnes } from '../../components/initializers/forget-gate-ones.ts';
import { sigmoid, tanh } from '../../components/activations/smooth.ts';
import { boolean } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { defineLayer } from '../../declarations/define.ts';
import {
  isShapeProblem,
  shapeProblem,
  type InputSpecification,
  type LoweringContext,
  type ShapeProblem,
} from '../../declarations/define-layer.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { multiplySizes, sizeProduct, sizesEqual, type Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import {
  convolutionOutput,
  dilationArgument,
  filtersArgument,
  geometryOf,
  paddingArgument,
  spatialArguments,
} from '../convolutional/base-convolution.ts';
import { dropEntries } from '../regularization/base-dropout.ts';
import { applyActivation, asFloat, resizingActivation } from '../shared/apply-component.ts';
import { activation } from '../shared/component-arguments.ts';
import { floats, known, weight } from '../shared/results.ts';
import type { SpatialRank } from '../shared/spatial.ts';
import { windowAttributes } from '../shared/windows.ts';
import {
  recurrentDropouts,
  recurrentPenalties,
  recurrentSeed,
  recurrentWeights,
  returnArguments,
} from './base-recurrent.ts';
import { runTimeLoop, statesBetweenBatches } from './recurrence.ts';

interface ConvLSTMArguments {
  readonly filters: number;
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dilation_rate: readonly number[];
  readonly activation: ComponentValue<'activation'> | null;
  readonly recurrent_activation: ComponentValue<'activation'> | null;
  readonly use_bias: boolean;
  readonly dropout: number;
  readonly recurrent_dropout: number;
  readonly seed: number | null;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
}

const thing = { 1: 'sequences of rows', 2: 'sequences of images', 3: 'sequences of volumes' };
const axes = { 1: 'rows', 2: 'height, width', 3: 'depth, height, width' };

function sequenceInput(rank: SpatialRank): InputSpecification {
  return {
    rank: rank + 2,
    dtype: 'float',
    knownAxes: [-1],
    description: `${thing[rank]}, float32[batch, time, ${axes[rank]}, channels]`,
  };
}

/**
 * Shi et al., arXiv:1506.04214: an LSTM whose products are convolutions. Kernel [...window, in, 4 · filters],
 * recurrent kernel [...window, filters, 4 · filters]; the latter moves by one step and keeps the size.
 */
export function defineConvLSTM(rank: SpatialRank) {
  return defineLayer({
    name: `ConvLSTM${rank}D`,
    family: 'recurrent',
    summary: `An LSTM over ${thing[rank]}: what it looks at and what it remembers are convolved.`,
    example: `x -> ConvLSTM${rank}D(8, 3, padding: same)`,
    arguments: {
      filters: filtersArgument,
      ...spatialArguments(rank),
      padding: paddingArgument,
      data_format: dataFormat,
      dilation_rate: dilationArgument(rank),
      activation: activation(withDefaults(tanh)),
      recurrent_activation: activation(withDefaults(sigmoid)),
      use_bias: boolean(true, 'Add a bias to every gate.'),
      ...recurrentWeights,
      unit_forget_bias: boolean(true, 'Start the forget gate’s bias at one.'),
      ...recurrentPenalties,
      ...recurrentDropouts,
      seed: recurrentSeed,
      ...returnArguments,
    },
    tensorArguments: {
      initial_state: {
        doc: 'The states before the first step: the output and the memory.',
        list: true,
        dtype: 'float32',
      },
      mask: stepMask('bool [batch, time]: steps that are false keep the state and repeat the output.'),
    },
    input: sequenceInput(rank),
    axesBehindChannels: rank,
    output: ({ args, inputs, tensorArguments }) => {
      const state = stateType(args, inputs[0]!);
      if (isShapeProblem(state)) return state;
      const { activation: last, recurrent_activation } = args;
      const resizing = resizingActivation(state.shape, { activation: last, recurrent_activation });
      if (resizing)
        return shapeProblem(
          'KM2004',
          `\`${resizing.name}\` changes the size, which a recurrent layer must keep.`,
          { argument: resizing.argument },
        );
      const problem = initialProblem(tensorArguments.initial_state, state);
      if (problem) return problem;
      const output = args.return_sequences ? floats([inputs[0]!.shape[0]!, ...state.shape]) : state;
      return args.return_state ? [output, state, state] : output;
    },
    weights: ({ args, inputs }) => [
      weight(
        'kernel',
        [...args.kernel_size, known(inputs[0]!, -1), 4 * args.filters],
        args.kernel_initializer,
        args.kernel_regularizer,
        args.kernel_constraint,
      ),
      weight(
        'recurrent_kernel',
        [...args.kernel_size, args.filters, 4 * args.filters],
        args.recurrent_initializer,
        args.recurrent_regularizer,
        args.recurrent_constraint,
      ),
      ...(args.use_bias
        ? [
            weight(
              'bias',
              [4 * args.filters],
              args.unit_forget_bias
                ? withDefaults(forgetGateOnes, { others: args.bias_initializer })
                : args.bias_initializer,
              args.bias_regularizer,
              args.bias_constraint,
            ),
          ]
        : []),
    ],
    lower: (context, call) => {
      const { args } = call;
      const state = stateType(args, call.inputTypes[0]!);
      if (isShapeProblem(state)) throw new Error(state.message);
      const stateShapes = [0, 1].map(() => [context.batch, ...state.shape]);
      const outputs = runTimeLoop(
        context.ops,
        args,
        {
          ...statesBetweenBatches(context, args, stateShapes, call.tensorArguments.initial_state),
          stateShapes,
          steps: project(context, args, call.inputs[0]!, state),
          mask: call.tensorArguments.mask?.[0] ?? call.masks[0],
          step: stepOf(context, args, state),
        },
        {},
      );
      return outputs;
    },
    multiplyAdds: ({ args, inputs }) => {
      const state = stateType(args, inputs[0]!);
      if (isShapeProblem(state)) return 0;
      const each = sizeProduct([...args.kernel_size, known(inputs[0]!, -1) + args.filters, 4 * args.filters]);
      return multiplySizes(inputs[0]!.shape[0]!, ...state.shape.slice(0, -1), each);
    },
  });
}

/** What a step gives: the convolved shape with `filters` channels. */
function stateType(args: ConvLSTMArguments, input: TensorType): TensorType | ShapeProblem {
  const step = { dtype: input.dtype, shape: input.shape.slice(1) };
  return convolutionOutput(step, args, args.filters, 2);
}

function initialProblem(
  initial: readonly TensorType[] | undefined,
  state: TensorType,
): ShapeProblem | undefined {
  if (!initial) return undefined;
  const fits = (type: TensorType) =>
    type.shape.length === state.shape.length &&
    type.shape.every((size, axis) => sizesEqual(size, state.shape[axis]!));
  if (initial.length === 2 && initial.every(fits)) return undefined;
  return shapeProblem(
    'KM3002',
    '`initial_state` of {layer} takes two tensors of the shape of a step’s result.',
    {
      argument: 'initial_state',
    },
  );
}

/** Every step convolved and with its bias, time in front: [time, batch, …, 4 · filters]. */
function project(
  context: LoweringContext,
  args: ConvLSTMArguments,
  input: Tensor,
  state: TensorType,
): Tensor {
  const { ops, batch } = context;
  const x = asFloat(ops, input);
  const [, time, ...step] = x.shape as readonly Size[];
  const noise: readonly Size[] = [batch, 1, ...step];
  const dropped = dropEntries(context, x, args.dropout, args.seed, noise);
  const folded = ops.reshape(dropped, [multiplySizes(batch, time!), ...step]);
  const attributes = windowAttributes(step.slice(0, -1), geometryOf(args));
  const filtered = ops.convolution(folded, context.weight('kernel'), { ...attributes, groups: 1 });
  const sum = args.use_bias ? ops.add(filtered, context.weight('bias')) : filtered;
  const shape = [...state.shape.slice(0, -1), 4 * args.filters];
  const unfolded = ops.reshape(sum, [batch, time!, ...shape]);
  return ops.transpose(unfolded, [1, 0, ...shape.map((_, axis) => axis + 2)]);
}

/** Gates i, f, c, o: c' = f·c + i·candidate, h' = o·activation(c'). */
function stepOf(context: LoweringContext, args: ConvLSTMArguments, state: TensorType) {
  const { filters } = args;
  const spatial = state.shape.slice(0, -1);
  const one = args.kernel_size.map(() => 1);
  const attributes = windowAttributes(spatial, {
    window: args.kernel_size,
    strides: one,
    dilations: one,
    padding: 'same',
  });
  const kernel = context.weight('recurrent_kernel');
  const factors = stateFactors(context, args, state);
  return (ops: Ops, slice: Tensor, [h, c]: readonly Tensor[]): readonly Tensor[] => {
    const seen = factors ? ops.multiply(h!, factors) : h!;
    const sums = ops.add(slice, ops.convolution(seen, kernel, { ...attributes, groups: 1 }));
    const gate = (index: number, bend: ComponentValue<'activation'> | null) =>
      applyActivation(ops, ops.sliceAxis(sums, -1, index * filters, filters), bend);
    const [input, forget, output] = [0, 1, 3].map((index) => gate(index, args.recurrent_activation));
    const memory = ops.add(ops.multiply(forget!, c!), ops.multiply(input!, gate(2, args.activation)));
    return [ops.multiply(output!, applyActivation(ops, memory, args.activation)), memory];
  };
}

/** Dropout of the states, the same at every step; undefined where there is none. */
function stateFactors(
  context: LoweringContext,
  args: ConvLSTMArguments,
  state: TensorType,
): Tensor | undefined {
  if (!context.training || args.recurrent_dropout === 0) return undefined;
  const ones = context.ops.fill(1, [context.batch, ...state.shape]);
  return dropEntries(context, ones, args.recurrent_dropout, args.seed);
}
