import { activityRegularizer } from '../../declarations/activity-penalty.ts';
import {
  boolean,
  noneByDefault,
  number,
  requiredInteger,
  type ArgumentDeclarations,
} from '../../declarations/declare.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { orthogonal } from '../../components/initializers/orthogonal.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { multiplySizes, type Size } from '../../shapes/size.ts';
import { mayBeEqual } from '../../shapes/may-be-equal.ts';
import type { TensorType } from '../../shapes/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import {
  shapeProblem,
  type LayerDeclaration,
  type LayerLowerCall,
  type LoweringContext,
  type ShapeProblem,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';
import { resizingActivation } from '../shared/apply-component.ts';
import { constraint, initializer, regularizer, zerosInitializer } from '../shared/component-arguments.ts';
import { floats, known } from '../shared/results.ts';
import { runRecurrence } from './recurrence.ts';
import { stepMask } from '../shared/masks.ts';

/** What every recurrent layer takes about its weights, in Keras's order. */
export const recurrentWeights = {
  kernel_initializer: initializer('kernel'),
  recurrent_initializer: initializer('recurrent kernel', withDefaults(orthogonal)),
  bias_initializer: zerosInitializer('bias'),
};

const weightPenalties = {
  kernel_regularizer: regularizer('kernel'),
  recurrent_regularizer: regularizer('recurrent kernel'),
  bias_regularizer: regularizer('bias'),
};

const weightConstraints = {
  kernel_constraint: constraint('kernel'),
  recurrent_constraint: constraint('recurrent kernel'),
  bias_constraint: constraint('bias'),
};

export const recurrentPenalties = {
  ...weightPenalties,
  activity_regularizer: activityRegularizer,
  ...weightConstraints,
};

/** Those of a cell, which sees no results as a whole. */
export const cellPenalties = { ...weightPenalties, ...weightConstraints };

const share = (of: string) =>
  number(0, `Share of the ${of} that become zero while training, the same at every step.`, {
    minimum: 0,
    maximum: 1,
  });

export const recurrentDropouts = {
  dropout: share('inputs'),
  recurrent_dropout: share('states'),
};

export const recurrentSeed = noneByDefault(
  requiredInteger('Makes the dropouts draw the same numbers in every run; none follows the training seed.', {
    minimum: 0,
  }),
);

export const unitsArgument = requiredInteger('Size of the state and of each output.', { minimum: 1 });

export const returnArguments = {
  return_sequences: boolean(false, 'Give the output of every step instead of the last one.'),
  return_state: boolean(false, 'Give the last state too, after the output.'),
  go_backwards: boolean(false, 'Take the steps from the last to the first; outputs stay in that order.'),
  stateful: boolean(false, 'Begin with the states that the batch before has left, sample by sample.'),
};

export const unrollArgument = boolean(
  false,
  'Taken for Keras’s sake: the engine itself decides how to run the loop.',
);

/** The arguments that the shared part of recurrent layers reads. */
export interface RecurrentArguments {
  readonly units: number;
  readonly activation: ComponentValue<'activation'> | null;
  /** Of layers with gates. */
  readonly recurrent_activation?: ComponentValue<'activation'> | null;
  readonly use_bias: boolean;
  readonly bias_initializer: ComponentValue<'initializer'> | null;
  readonly kernel_initializer: ComponentValue<'initializer'> | null;
  readonly recurrent_initializer: ComponentValue<'initializer'> | null;
  readonly kernel_regularizer: ComponentValue<'regularizer'> | null;
  readonly recurrent_regularizer: ComponentValue<'regularizer'> | null;
  readonly bias_regularizer: ComponentValue<'regularizer'> | null;
  readonly activity_regularizer: ComponentValue<'regularizer'> | null;
  readonly kernel_constraint: ComponentValue<'constraint'> | null;
  readonly recurrent_constraint: ComponentValue<'constraint'> | null;
  readonly bias_constraint: ComponentValue<'constraint'> | null;
  readonly dropout: number;
  readonly recurrent_dropout: number;
  readonly seed: number | null;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
  readonly go_backwards: boolean;
  readonly stateful: boolean;
}

/** One step's arithmetic. The projection of the inputs, x · kernel + bias, is done for all steps beforehand. */
export interface RecurrentCell<A> {
  /** How many vectors of `units` the projection holds. */
  readonly gates: number;
  /** Number of state tensors, the output first. */
  readonly states: number;
  /** The bias of the projection, [gates · units], or undefined. */
  readonly inputBias: (context: LoweringContext, args: A) => Tensor | undefined;
  /** Prepares what all steps share and gives the function of one step. */
  readonly step: (
    context: LoweringContext,
    args: A,
  ) => (
    ops: Ops,
    projected: Tensor,
    states: readonly Tensor[],
    recurrent: (state: Tensor) => Tensor,
  ) => readonly Tensor[];
}

interface RecurrentLayer<D extends ArgumentDeclarations, A> {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly arguments: D;
  readonly cell: RecurrentCell<A>;
  readonly weights: (args: A, features: number) => readonly WeightSpecification[];
}

/** How a wrapper runs a recurrent layer. */
export interface RecurrentRun {
  /** Outputs of a backward run in the order of time, as Bidirectional wants them. */
  readonly inTimeOrder?: boolean;
  /** Outputs of masked steps are zero instead of the previous one. */
  readonly zeroMasked?: boolean;
}

/** What wrappers need of a recurrent layer besides its declaration. */
export interface Recurrence {
  /** Number of state tensors. */
  readonly states: number;
  readonly run: (
    context: LoweringContext,
    call: LayerLowerCall<RecurrentArguments>,
    run: RecurrentRun,
  ) => readonly Tensor[];
  readonly weights: (args: RecurrentArguments, features: number) => readonly WeightSpecification[];
}

export interface RecurrentDeclaration<
  D extends ArgumentDeclarations = ArgumentDeclarations,
> extends LayerDeclaration<D> {
  readonly recurrence: Recurrence;
}

/** How to run a layer step by step, or undefined where it is not recurrent. */
export function recurrenceOf(declaration: LayerDeclaration): Recurrence | undefined {
  return (declaration as { readonly recurrence?: Recurrence }).recurrence;
}

/** A recurrent layer over [batch, time, features]. */
export function defineRecurrent<const D extends ArgumentDeclarations, A extends RecurrentArguments>(
  layer: RecurrentLayer<D, A>,
): RecurrentDeclaration<D> {
  const { cell, weights, ...texts } = layer;
  const argumentsOf = (args: unknown) => args as A;
  const run: Recurrence['run'] = (context, call, how) => {
    const outputs = runRecurrence(context, { ...call, args: argumentsOf(call.args) }, cell, how);
    return outputs;
  };
  const declaration = defineLayer<D>({
    ...texts,
    family: 'recurrent',
    tensorArguments: {
      initial_state: {
        doc: 'The state before the first step, one tensor [batch, units] for each.',
        list: true,
        dtype: 'float32',
      },
      mask: stepMask('bool [batch, time]: steps that are false keep the state and repeat the output.'),
    },
    input: {
      rank: 2,
      dtype: 'float',
      knownAxes: [-1],
      description: 'a sequence, float32[batch, time, features]',
    },
    output: ({ args, inputs, tensorArguments, requireEqual }) =>
      recurrentOutput(
        argumentsOf(args),
        inputs[0]!,
        tensorArguments.initial_state,
        cell.states,
        requireEqual,
      ),
    weights: ({ args, inputs }) => weights(argumentsOf(args), known(inputs[0]!, -1)),
    lower: (context, call) => run(context, call as unknown as LayerLowerCall<RecurrentArguments>, {}),
    multiplyAdds: ({ args, inputs }) => {
      const { units } = argumentsOf(args);
      const each = cell.gates * units * (known(inputs[0]!, -1) + units);
      return multiplySizes(inputs[0]!.shape[0]!, each);
    },
  });
  return {
    ...declaration,
    recurrence: {
      states: cell.states,
      run,
      weights: (args, features) => weights(argumentsOf(args), features),
    },
  };
}

function recurrentOutput(
  args: RecurrentArguments,
  input: TensorType,
  initial: readonly TensorType[] | undefined,
  states: number,
  requireEqual: (left: Size, right: Size) => void,
): readonly TensorType[] | TensorType | ShapeProblem {
  const { units } = args;
  const { activation, recurrent_activation: recurrent = null } = args;
  const found = resizingActivation([units], { activation, recurrent_activation: recurrent });
  if (found) {
    return shapeProblem('KM2004', `\`${found.name}\` changes the size, which a recurrent layer must keep.`, {
      argument: found.argument,
    });
  }
  const state = floats([units]);
  if (
    initial &&
    (initial.length !== states ||
      initial.some(({ shape }) => shape.length !== 1 || !mayBeEqual(shape[0]!, units)))
  ) {
    const wanted = states === 1 ? 'one tensor' : `${states} tensors`;
    return shapeProblem(
      'KM3002',
      `\`initial_state\` of {layer} takes ${wanted} of float32[batch, ${units}].`,
      {
        argument: 'initial_state',
      },
    );
  }
  for (const { shape } of initial ?? []) requireEqual(shape[0]!, units);
  const output = args.return_sequences ? floats([input.shape[0]!, units]) : state;
  return args.return_state ? [output, ...Array<TensorType>(states).fill(state)] : output;
}
