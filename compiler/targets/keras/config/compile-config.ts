import type { ComponentValue } from '../../../declarations/values.ts';
import type { GraphHead, ModelGraph } from '../../../graph/model-graph.ts';
import type { LossScaling } from '../../../declarations/loss-scaling.ts';
import { lossScalingOf } from '../../../graph/loss-scale.ts';
import { hasDefaultArguments } from '../../default-arguments.ts';
import { componentObject } from '../values.ts';
import { KerasFloat, isMisfit, type KerasConfig, type KerasJson, type Misfit } from '../types.ts';

/** The optimizer inside of the one that scales losses: Keras puts it around by itself only where its global policy says so. */
function withLossScale(optimizer: KerasConfig, { initial, growthSteps }: LossScaling): KerasConfig {
  return {
    module: 'keras.optimizers',
    class_name: 'LossScaleOptimizer',
    config: {
      name: 'loss_scale_optimizer',
      inner_optimizer: optimizer,
      initial_scale: new KerasFloat(initial),
      dynamic_growth_steps: growthSteps,
    },
    registered_name: null,
  };
}

/** What `model.compile` takes, as Keras's files keep it; a misfit names the head. */
export interface TrainingMisfit extends Misfit {
  readonly head: GraphHead | undefined;
  readonly what: string;
}

/** True for the reason why something of the training has no counterpart. */
export function isTrainingMisfit(value: object): value is TrainingMisfit {
  return 'reason' in value && 'what' in value;
}

/**
 * The settings of `model.compile`; undefined for a model without any loss.
 * @param names the names of the outputs, in the order of the heads
 */
export function compileConfig(
  graph: ModelGraph,
  names: readonly string[],
): KerasConfig | TrainingMisfit | undefined {
  const { heads, training } = graph;
  if (heads.every((head) => head.loss === null)) return undefined;
  const optimizer = componentObject(training.optimizer);
  if (isMisfit(optimizer)) return { ...optimizer, head: undefined, what: 'optimizer' };
  const losses: KerasJson[] = [];
  const metrics: KerasJson[] = [];
  const weightedMetrics: KerasJson[] = [];
  for (const head of heads) {
    const loss = head.loss && named(head.loss);
    if (isMisfit(loss)) return { ...loss, head, what: `loss \`${head.loss!.name}\`` };
    losses.push(loss);
    const own: KerasJson[] = [];
    const ownWeighted: KerasJson[] = [];
    for (const metric of head.metrics) {
      const value = named(metric);
      if (isMisfit(value)) return { ...value, head, what: `metric \`${metric.name}\`` };
      (metric.weighted ? ownWeighted : own).push(value);
    }
    metrics.push(own.length > 0 ? own : null);
    weightedMetrics.push(ownWeighted.length > 0 ? ownWeighted : null);
  }
  const weighted = heads.some((head) => head.weight !== 1);
  const measured = (values: readonly KerasJson[]): KerasJson => {
    if (values.every((each) => each === null)) return null;
    return heads.length === 1 ? values[0]! : byOutput(values, names);
  };
  const scaling = lossScalingOf(training);
  return {
    optimizer: scaling ? withLossScale(optimizer, scaling) : optimizer,
    loss: byOutput(losses, names),
    loss_weights: weighted
      ? byOutput(
          heads.map((head) => new KerasFloat(head.weight)),
          names,
        )
      : null,
    metrics: measured(metrics),
    weighted_metrics: measured(weightedMetrics),
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: false,
  };
}

/** By the name that was written, where that says all; else as an object. */
function named(value: ComponentValue): KerasJson | Misfit {
  if (value.alias !== undefined && hasDefaultArguments(value)) return value.alias;
  return componentObject(value);
}

/** One value, or one for each output by its name; where outputs share a name, in order. */
function byOutput(values: readonly KerasJson[], names: readonly string[]): KerasJson {
  if (values.length === 1) return values[0]!;
  if (new Set(names).size < names.length) return values;
  return Object.fromEntries(values.map((value, index) => [names[index]!, value]));
}
