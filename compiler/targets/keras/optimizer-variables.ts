import type { LossScaling } from '../../declarations/loss-scaling.ts';
import { lossScalingOf } from '../../graph/loss-scale.ts';
import { lossScaleState, lossScaleStepsState } from '../../steps/loss-scale.ts';
import type { WeightSpecification } from '../../declarations/define-layer.ts';
import type { ModelGraph } from '../../graph/model-graph.ts';
import { ownValue } from '../../names/own-value.ts';
import { snakeCase } from '../../names/snake-case.ts';
import { optimizerSlotShape, slotsOf } from '../../steps/optimizer.ts';
import { placeWeights } from './weights.ts';

/** A variable of an optimizer, in the order in which Keras keeps them. */
export interface OptimizerVariable {
  /** Its path in Keras: `adam/dense_kernel_momentum`. */
  readonly path: string;
  /** The name of the same state in kmodel's training steps: `optimizer:dense/kernel/momentum`. */
  readonly state: string;
  readonly dtype: 'int32' | 'float32';
  readonly shape: readonly number[];
  readonly initial: number;
}

/** Slots that Keras makes for all variables before it makes others; where nothing stands here, all together. */
const slotGroups: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Adam: [['momentum', 'velocity'], ['velocity_hat']],
  AdamW: [['momentum', 'velocity'], ['velocity_hat']],
  RMSprop: [['velocity'], ['momentum'], ['average_gradient']],
};

/** A weight that training changes, by full name. */
export interface TrainedWeight {
  readonly name: string;
  readonly shape: WeightSpecification['shape'];
}

/**
 * What the optimizer of a model keeps between steps, in Keras's order.
 * @param trained the weights that training changes, in the order of Keras's layers, where a file has another order
 */
export function optimizerVariables(
  graph: ModelGraph,
  trained: readonly TrainedWeight[] = trainedWeights(graph),
): readonly OptimizerVariable[] {
  const { declaration, args, name } = graph.training.optimizer;
  const own = snakeCase(name);
  const forAll = (slot: string): readonly OptimizerVariable[] =>
    trained.map(({ name: weight, shape }) => ({
      path: `${own}/${weight.replaceAll('/', '_')}_${slot}`,
      state: `optimizer:${weight}/${slot}`,
      dtype: 'float32',
      shape,
      initial: 0,
    }));
  const single = (variable: string, dtype: 'int32' | 'float32', initial: number): OptimizerVariable => ({
    path: `${own}/${variable}`,
    state: `optimizer:${variable}`,
    dtype,
    shape: [],
    initial,
  });
  const slots = declaration.slots(args);
  const groups = ownValue(slotGroups, name) ?? [slots.map((slot) => slot.name)];
  const rate = args.learning_rate;
  const accumulates = typeof args.gradient_accumulation_steps === 'number';
  const inner = [
    single('iteration', 'int32', 0),
    ...(typeof rate === 'number' ? [single('learning_rate', 'float32', rate)] : []),
    ...(args.use_ema === true ? forAll('average') : []),
    ...(accumulates ? forAll('gradient_accumulator') : []),
    ...groups.flatMap((group) =>
      trained.flatMap(({ name: weight, shape }) =>
        slotsOf(graph.training.optimizer, { name: weight, shape })
          .filter((slot) => group.includes(slot.name))
          .map((slot): OptimizerVariable => ({
            path: `${own}/${weight.replaceAll('/', '_')}_${slot.name}`,
            state: `optimizer:${weight}/${slot.name}`,
            dtype: 'float32',
            shape: optimizerSlotShape(slot, shape),
            initial: slot.initial,
          })),
      ),
    ),
    ...(declaration.globals?.(args) ?? []).map((slot) => single(slot.name, 'float32', slot.initial)),
  ];
  const scaling = lossScalingOf(graph.training);
  return scaling ? [...lossScaleVariables(scaling), ...inner] : inner;
}

/** What Keras's `LossScaleOptimizer` has before those of the optimizer in it; its own count and rate are not used. */
function lossScaleVariables(scaling: LossScaling): readonly OptimizerVariable[] {
  const scale = lossScaleState(scaling);
  const states = [
    ['iteration', 'optimizer:loss_scale_iteration', 'int32', 0],
    ['learning_rate', 'optimizer:loss_scale_learning_rate', 'float32', 0],
    ['step_counter', lossScaleStepsState.name, 'int32', 0],
    ['dynamic_scale', scale.name, 'float32', scale.initial],
  ] as const;
  return states.map(([variable, state, dtype, initial]) => ({
    path: `loss_scale_optimizer/${variable}`,
    state,
    dtype,
    shape: [],
    initial,
  }));
}

/** The weights that training changes, by full name, in the order of Keras's layers. */
function trainedWeights(graph: ModelGraph): readonly TrainedWeight[] {
  return placeWeights(graph).layers.flatMap(({ layer }) =>
    layer.trainable
      ? layer.weights
          .filter((weight) => weight.trainable)
          .map(({ name, shape }) => ({ name: `${layer.name}/${name}`, shape }))
      : [],
  );
}
