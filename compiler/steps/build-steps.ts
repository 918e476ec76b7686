import type { GraphHead, LayerInstance, ModelGraph, TensorIndex } from '../graph/model-graph.ts';
import { namedTensors } from '../graph/named-tensors.ts';
import { metricLogNames } from '../graph/logged-values.ts';
import type { WeightSpecification } from '../declarations/define-layer.ts';
import { differentiate } from '../ops/differentiate.ts';
import type { Tensor } from '../ops/types.ts';
import { lossEntryShape, lossValue } from './losses.ts';
import { batchSize } from '../shapes/types.ts';
import { feedDType, lowerModel, weightName, type LoweredModel } from './lower-model.ts';
import { MeanTracker, trackMetric } from './metrics.ts';
import { applyOptimizer, type TrainedVariable } from './optimizer.ts';
import { StepBuilder } from './step-builder.ts';
import type { StateVariable, StepGraph } from './step-graph.ts';

export interface StepOptions {
  /** Heads for which the data brings weights. */
  readonly weighted?: readonly WeightedHead[];
}

/** A head whose loss is weighted: one weight a sample, or one for each entry of the loss (class weights of pixels). */
export interface WeightedHead {
  readonly head: string;
  readonly perEntry: boolean;
}

/** A model's weights by full name, in the order of its layers. */
export function modelWeights(
  model: ModelGraph,
): readonly { readonly name: string; readonly layer: LayerInstance; readonly weight: WeightSpecification }[] {
  return model.layers.flatMap((layer) =>
    layer.weights.map((weight) => ({ name: weightName(layer, weight.name), layer, weight })),
  );
}

/** A weight as state: `weight:LAYER/kernel`. */
export function weightState(name: string, weight: WeightSpecification): StateVariable {
  return { name: `weight:${name}`, kind: 'weight', dtype: weight.dtype, shape: weight.shape, initial: 0 };
}

/**
 * Predictions of a batch.
 * @param names heads, branches or layers to give; all heads by default
 */
export function buildPredictStep(model: ModelGraph, names?: readonly string[]): StepGraph {
  const builder = new StepBuilder();
  const named = namedTensors(model);
  const wanted = names ?? model.heads.map((head) => head.name);
  return valuesStep(builder, model, new Map(wanted.map((name) => [name, named.get(name)!])));
}

/** The values of any tensors of a model, under the names `tensor:INDEX`. */
export function buildTensorStep(model: ModelGraph, tensors: readonly TensorIndex[]): StepGraph {
  return valuesStep(new StepBuilder(), model, new Map(tensors.map((index) => [`tensor:${index}`, index])));
}

function valuesStep(
  builder: StepBuilder,
  model: ModelGraph,
  wanted: ReadonlyMap<string, TensorIndex>,
): StepGraph {
  const lowered = lower(builder, model, false, [...wanted.values()]);
  for (const [name, index] of wanted) {
    const tensor = lowered.tensors[index]!;
    builder.output({ role: 'prediction', of: name, name, dtype: tensor.dtype, shape: tensor.shape }, tensor);
  }
  return builder.finish('predict', model.name);
}

/** Losses and metrics of a batch, added to those of the epoch. */
export function buildEvaluateStep(model: ModelGraph, options: StepOptions = {}): StepGraph {
  const builder = new StepBuilder();
  const lowered = lower(builder, model, false);
  addLosses(builder, model, lowered, options);
  return builder.finish('evaluate', model.name);
}

/** One step of training: forward, losses, backward, optimizer, metrics. */
export function buildTrainStep(model: ModelGraph, options: StepOptions = {}): StepGraph {
  const builder = new StepBuilder();
  const { ops } = builder;
  const lowered = lower(builder, model, true);
  const total = addLosses(builder, model, lowered, options);

  const trainable = modelWeights(model).filter(
    ({ name, layer, weight }) => layer.trainable && weight.trainable && lowered.weights.has(name),
  );
  const values = trainable.map(({ name }) => lowered.weights.get(name)!);
  const gradients = differentiate(ops, total, values);
  const trained = trainable.flatMap(({ name, weight }, index): TrainedVariable[] => {
    const gradient = gradients[index];
    // A layer may have set the weight itself (SpectralNormalization): the optimizer goes on from there.
    const value = lowered.updatedWeights.get(name) ?? values[index]!;
    return gradient ? [{ name, value, gradient, weight }] : [];
  });
  const { variables } = applyOptimizer(ops, model.training.optimizer, trained, builder);
  for (const { name, weight } of modelWeights(model)) {
    const updated = variables.get(name) ?? lowered.updatedWeights.get(name);
    if (updated) builder.write(weightState(name, weight), updated);
  }
  return builder.finish('train', model.name);
}

function lower(
  builder: StepBuilder,
  model: ModelGraph,
  training: boolean,
  targets?: readonly TensorIndex[],
): LoweredModel {
  const lowered = lowerModel(builder.ops, model, {
    training,
    stepKey: (seed) => builder.stepKey(seed),
    targets,
  });
  for (const input of model.inputs) {
    const tensor = lowered.tensors[input.tensor]!;
    builder.describe({
      role: 'input',
      of: input.name,
      name: input.name,
      dtype: tensor.dtype,
      shape: tensor.shape,
    });
  }
  for (const { name, weight } of modelWeights(model)) {
    const state = weightState(name, weight);
    builder.describe({ role: 'state', state, name: state.name, dtype: state.dtype, shape: state.shape });
  }
  return lowered;
}

/** Adds every head's loss and metrics, and returns the total loss of the batch. */
function addLosses(
  builder: StepBuilder,
  model: ModelGraph,
  lowered: LoweredModel,
  options: StepOptions,
): Tensor {
  const { ops } = builder;
  const several = model.heads.length > 1;
  const terms: Tensor[] = [];
  const batch = ops.size(batchSize);
  const totalTracker = new MeanTracker(builder, 'loss');
  const reports: (() => void)[] = [];

  for (const head of model.heads) {
    if (!head.loss || !head.target) continue;
    const yPred = lowered.tensors[head.tensor]!;
    const yTrue = builder.feed('target', head.name, feedDType(head.target.dtype), [
      batchSize,
      ...head.target.shape,
    ]);
    const mask = lowered.masks[head.tensor];
    const weighted = options.weighted?.find((each) => each.head === head.name);
    const weightShape = [
      batchSize,
      ...(weighted?.perEntry ? lossEntryShape({ ...head, type: model.tensors[head.tensor]! }) : []),
    ];
    const sampleWeight = weighted && builder.feed('sampleWeight', head.name, 'float32', weightShape);
    const loss = lossValue(ops, { loss: head.loss, yTrue, yPred, mask, sampleWeight });
    terms.push(ops.multiply(loss, head.weight));
    builder.output(
      { role: 'batchLoss', of: head.name, name: `batch:${head.name}`, dtype: 'float32', shape: [] },
      loss,
    );
    reports.push(() => {
      if (several) new MeanTracker(builder, `${head.name}_loss`).add(loss, batch);
      trackMetrics(builder, head, several, { yTrue, yPred, mask, sampleWeight });
    });
  }
  for (const penalty of weightPenalties(builder, model, lowered)) terms.push(penalty);
  terms.push(...lowered.losses);
  const total = terms.reduce((sum, term) => ops.add(sum, term));
  builder.output({ role: 'batchLoss', of: '', name: 'batch:', dtype: 'float32', shape: [] }, total);
  totalTracker.add(total, batch);
  for (const report of reports) report();
  return total;
}

function trackMetrics(
  builder: StepBuilder,
  head: GraphHead,
  several: boolean,
  values: Omit<Parameters<typeof trackMetric>[1], 'metric' | 'log' | 'type'>,
): void {
  const { yPred } = values;
  const type = { dtype: yPred.dtype, shape: yPred.shape.slice(1) };
  const names = metricLogNames(head, several);
  head.metrics.forEach((metric, index) =>
    trackMetric(builder, { ...values, metric, log: names[index]!, type }),
  );
}

function weightPenalties(builder: StepBuilder, model: ModelGraph, lowered: LoweredModel): Tensor[] {
  return modelWeights(model).flatMap(({ name, layer, weight }) => {
    const value = lowered.weights.get(name);
    const { regularizer } = weight;
    if (!regularizer || !value || !layer.trainable || !weight.trainable) return [];
    return [regularizer.declaration.lower(builder.ops, value, regularizer.args)];
  });
}
