import type { LayerInstance, ModelGraph, TensorIndex, TrainingStep } from '../graph/model-graph.ts';
import type { Optimizers } from '../graph/optimizers.ts';
import { graphInputs } from '../graph/host-part.ts';
import { namedTensors } from '../graph/named-tensors.ts';
import type { WeightSpecification } from '../declarations/define-layer.ts';
import { differentiate } from '../ops/differentiate.ts';
import type { Tensor } from '../ops/types.ts';
import { batchSize } from '../shapes/types.ts';
import { carriedName, lowerModel, weightName, type LoweredModel } from './lower-model.ts';
import { lossScalingOf } from '../graph/loss-scale.ts';
import { LossScale } from './loss-scale.ts';
import { MeanTracker } from './metrics.ts';
import { applyOptimizers, type PlacedVariable } from './optimizer.ts';
import { recompute } from './recompute/recompute.ts';
import { StepBuilder } from './step-builder.ts';
import type { StateVariable, StepGraph } from './step-graph.ts';
import { addTerms, chosenHeads, chosenObjectives, type TermChoice, type WeightedHead } from './terms.ts';

export type { WeightedHead };

export interface StepOptions {
  /** Heads for which the data brings weights. */
  readonly weighted?: readonly WeightedHead[];
  /** Which part of a training in turns, by its place; by default, everything at once. */
  readonly turn?: number;
  /** Whether a step of training gives the gradients by which it goes as well. */
  readonly gradients?: boolean;
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

export interface PredictStepOptions {
  /**
   * Whether it sums its inputs up as well, so that nobody has to look for NaN and infinity beforehand: the numbers are
   * on their way through the caches anyway.
   */
  readonly sumsInputs?: boolean;
}

/**
 * Predictions of a batch.
 * @param names heads, branches or layers to give; all heads by default
 */
export function buildPredictStep(
  model: ModelGraph,
  names?: readonly string[],
  options: PredictStepOptions = {},
): StepGraph {
  const builder = new StepBuilder();
  const named = namedTensors(model);
  const wanted = names ?? model.heads.map((head) => head.name);
  return valuesStep(builder, model, new Map(wanted.map((name) => [name, named.get(name)!])), options);
}

/** The values of any tensors of a model, under the names `tensor:INDEX`. */
export function buildTensorStep(model: ModelGraph, tensors: readonly TensorIndex[]): StepGraph {
  return valuesStep(new StepBuilder(), model, new Map(tensors.map((index) => [`tensor:${index}`, index])));
}

function valuesStep(
  builder: StepBuilder,
  model: ModelGraph,
  wanted: ReadonlyMap<string, TensorIndex>,
  { sumsInputs = false }: PredictStepOptions = {},
): StepGraph {
  const lowered = lower(builder, model, false, [...wanted.values()]);
  const taken = new Set(graphInputs(model).keys());
  for (const [of, index] of wanted) {
    const { dtype, shape } = lowered.tensors[index]!;
    // What is made before the graph is an input of it by the name of its layer, which may be asked for.
    const name = taken.has(of) ? `prediction:${of}` : of;
    builder.output({ role: 'prediction', of, name, dtype, shape }, lowered.tensors[index]!);
  }
  if (sumsInputs) addInputSums(builder, model, lowered);
  return finish(builder, 'predict', model);
}

/** Sums up inputs of floats that have several for each sample. */
function addInputSums(builder: StepBuilder, model: ModelGraph, lowered: LoweredModel): void {
  for (const [of, index] of graphInputs(model)) {
    if (model.tensors[index]!.dtype !== 'float32') continue;
    const x = lowered.tensors[index]!;
    const axes = x.shape.slice(1).map((_, axis) => axis + 1);
    if (axes.length === 0) continue;
    const sum = builder.ops.sum(x, axes);
    builder.output({ role: 'inputSum', of, name: `sum:${of}`, dtype: 'float32', shape: sum.shape }, sum);
  }
}

/** Losses and metrics of a batch, added to those of the epoch. */
export function buildEvaluateStep(model: ModelGraph, options: StepOptions = {}): StepGraph {
  const builder = new StepBuilder();
  const lowered = lower(builder, model, false);
  addLosses(builder, model, lowered, options, model.training.steps);
  return finish(builder, 'evaluate', model);
}

/** One step of training: forward, losses, backward, optimizer, metrics. */
export function buildTrainStep(model: ModelGraph, options: StepOptions = {}): StepGraph {
  const { steps } = model.training;
  const step = options.turn === undefined ? undefined : steps?.[options.turn];
  const builder = new StepBuilder(step && { name: step.name, place: options.turn! });
  const { ops } = builder;
  const lowered = lower(builder, model, true, step && termTensors(model, step));
  const isLast = step === undefined || options.turn === steps!.length - 1;
  const share = step ? { repeat: step.repeat, counts: isLast } : undefined;
  const choice = { weighted: options.weighted, step };
  const total = addLosses(builder, model, lowered, choice, step && [step], share);
  const isForward = madeSoFar(builder);
  const scale = lossScale(builder, model, step);
  const trained = trainedVariables(ops, model, lowered, total, { step, scale });
  if (options.gradients) giveGradients(builder, trained);
  const variables = updatedVariables(builder, step ?? model.training, trained, scale);
  writeWeights(builder, model, lowered, variables);
  const written = finish(builder, 'train', model);
  if (!model.training.recompute) return written;
  const graph = recompute(written.graph, isForward);
  return { ...written, graph, recomputes: graph !== written.graph };
}

/** True for tensors that a step has by now. */
function madeSoFar({ ops }: StepBuilder): (tensor: Tensor) => boolean {
  const last = ops.scope.nodes.at(-1)!.outputs[0]!.id;
  return ({ id }) => id <= last;
}

/** The gradients of a batch, by the names of the weights; what layers set themselves is set. */
export function buildGradientStep(model: ModelGraph, options: StepOptions = {}): StepGraph {
  const builder = new StepBuilder();
  const lowered = lower(builder, model, true);
  const total = addLosses(builder, model, lowered, { ...options, logs: false });
  const scale = lossScale(builder, model);
  giveGradients(builder, trainedVariables(builder.ops, model, lowered, total, { scale }));
  writeWeights(builder, model, lowered, new Map());
  return finish(builder, 'train', model);
}

function giveGradients(builder: StepBuilder, trained: readonly PlacedVariable[]): void {
  for (const { name, gradient } of trained) {
    const { dtype, shape } = gradient;
    builder.output({ role: 'gradient', of: name, name: `gradient:${name}`, dtype, shape }, gradient);
  }
}

/**
 * The optimizer's step for gradients that are given.
 * @param names the weights that have some
 */
export function buildApplyStep(model: ModelGraph, names: readonly string[]): StepGraph {
  const builder = new StepBuilder();
  const trained = modelWeights(model).flatMap(({ name, layer, weight }): PlacedVariable[] => {
    if (!names.includes(name) || !layer.trainable || !weight.trainable) return [];
    const value = builder.read(weightState(name, weight));
    const gradient = builder.feed('gradient', name, weight.dtype, weight.shape);
    return [{ name, layer: layer.name, value, gradient, weight }];
  });
  const variables = updatedVariables(builder, model.training, trained, lossScale(builder, model));
  for (const { name, weight } of modelWeights(model)) {
    const updated = variables.get(name);
    if (updated) builder.write(weightState(name, weight), updated);
  }
  return finish(builder, 'train', model);
}

function finish(builder: StepBuilder, kind: StepGraph['kind'], { name, training }: ModelGraph): StepGraph {
  const { precision } = training;
  return { ...builder.finish(kind, name), ...(precision === 'float32' ? {} : { precision }) };
}

function lossScale(
  builder: StepBuilder,
  { training }: ModelGraph,
  step?: TrainingStep,
): LossScale | undefined {
  const scaling = lossScalingOf(training, step);
  return scaling && new LossScale(builder.ops, builder, scaling);
}

/** The optimizers' step, which a scaled loss leaves out where a gradient is no number. */
function updatedVariables(
  builder: StepBuilder,
  optimizers: Optimizers,
  trained: readonly PlacedVariable[],
  scale: LossScale | undefined,
): ReadonlyMap<string, Tensor> {
  if (!scale) return applyOptimizers(builder.ops, optimizers, trained, builder).variables;
  const { keep, state } = scale.guard(trained.map(({ gradient }) => gradient));
  const { variables } = applyOptimizers(builder.ops, optimizers, trained, state);
  const before = new Map(trained.map(({ name, value }) => [name, value]));
  return new Map([...variables].map(([name, value]) => [name, keep(value, before.get(name)!)]));
}

function trainedVariables(
  ops: StepBuilder['ops'],
  model: ModelGraph,
  lowered: LoweredModel,
  total: Tensor,
  { step, scale }: { readonly step?: TrainingStep | undefined; readonly scale: LossScale | undefined },
): readonly PlacedVariable[] {
  const trained = trainedWeights(model, lowered, step);
  const found = differentiate(
    ops,
    scale?.scaled(total) ?? total,
    trained.map(({ value }) => value),
  );
  // What an optimizer makes of gradients is no part of the way back: a mixed precision ends here.
  const isMixed = model.training.precision !== 'float32';
  const gradients = found.map((each) => {
    if (!each) return each;
    const gradient = isMixed ? ops.stopGradient(each) : each;
    return scale?.unscaled(gradient) ?? gradient;
  });
  return trained.flatMap(({ name, layer, weight, value }, index): PlacedVariable[] => {
    const gradient = gradients[index];
    // A layer may have set the weight itself (SpectralNormalization): the optimizer goes on from there.
    const from = lowered.updatedWeights.get(name) ?? value;
    return gradient ? [{ name, layer, value: from, gradient, weight }] : [];
  });
}

/** The weights that training changes, of those that a graph reads. */
export function trainedWeights(
  model: ModelGraph,
  lowered: LoweredModel,
  step?: TrainingStep,
): readonly {
  readonly name: string;
  readonly layer: string;
  readonly weight: WeightSpecification;
  readonly value: Tensor;
}[] {
  return modelWeights(model).flatMap(({ name, layer, weight }) => {
    const value = lowered.weights.get(name);
    const changes = layer.trainable && weight.trainable && updates(step, layer);
    return value && changes ? [{ name, layer: layer.name, weight, value }] : [];
  });
}

/** Whether a step changes a layer. */
function updates(step: TrainingStep | undefined, layer: LayerInstance): boolean {
  return step?.update?.includes(layer.name) ?? true;
}

function writeWeights(
  builder: StepBuilder,
  model: ModelGraph,
  lowered: LoweredModel,
  variables: ReadonlyMap<string, Tensor>,
): void {
  for (const { name, weight } of modelWeights(model)) {
    const updated = variables.get(name) ?? lowered.updatedWeights.get(name);
    if (updated) builder.write(weightState(name, weight), updated);
  }
}

/** What the terms of a step are made from. */
function termTensors(model: ModelGraph, step: TrainingStep): readonly TensorIndex[] {
  const heads = chosenHeads(model, step).flatMap(({ tensor, targetTensor }) =>
    targetTensor === undefined ? [tensor] : [tensor, targetTensor],
  );
  return [...heads, ...chosenObjectives(model, step).map(({ tensor }) => tensor)];
}

/** Lowers a model into a step, which gets its inputs and weights. @param targets what is needed of it; all by default */
export function lower(
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
  for (const [name, index] of graphInputs(model)) {
    const { dtype, shape } = lowered.tensors[index]!;
    builder.describe({ role: 'input', of: name, name, dtype, shape });
  }
  for (const { name, weight } of modelWeights(model)) {
    const state = weightState(name, weight);
    builder.describe({ role: 'state', state, name: state.name, dtype: state.dtype, shape: state.shape });
  }
  for (const [of, { before, after }] of lowered.carried) {
    const { dtype, shape } = before;
    const name = carriedName(of);
    builder.describe({ role: 'carried', of, name, dtype, shape });
    builder.output({ role: 'carried', of, name: `next:${name}`, dtype, shape }, after);
  }
  return lowered;
}

/** A part of a training in turns: how often it runs, and whether it counts the samples of a batch. */
interface Share {
  readonly repeat: number;
  readonly counts: boolean;
}

/**
 * Adds terms, penalties and metrics, and returns the total loss of the batch.
 * @param steps the parts of a training in turns that the total is of: each has its terms, and the penalties of what it
 * changes; by default, all terms once
 */
export function addLosses(
  builder: StepBuilder,
  model: ModelGraph,
  lowered: LoweredModel,
  choice: TermChoice,
  steps?: readonly TrainingStep[],
  share?: Share,
): Tensor {
  const { ops } = builder;
  const { logs = true } = choice;
  const { terms, report } = addTerms(builder, model, lowered, choice);
  const parts = steps ?? [undefined];
  const all = parts.flatMap((step) => [
    ...[...terms].flatMap(([name, term]) => (step && !step.minimize.includes(name) ? [] : [term])),
    ...weightPenalties(builder, model, lowered, step),
  ]);
  const total = [...all, ...lowered.losses].reduce((sum, term) => ops.add(sum, term));
  builder.output({ role: 'batchLoss', of: '', name: 'batch:', dtype: 'float32', shape: [] }, total);
  if (!logs) return total;
  const batch = ops.size(batchSize);
  if (share) {
    // The sum over the steps of a batch, whose samples count once.
    const samples = ops.divide(batch, share.repeat);
    const counted = share.counts ? samples : undefined;
    new MeanTracker(builder, 'loss').addShare(ops.multiply(total, samples), counted);
  } else new MeanTracker(builder, 'loss').add(total, batch);
  report();
  return total;
}

/** The penalties of regularizers on the weights that a step changes. */
export function weightPenalties(
  builder: StepBuilder,
  model: ModelGraph,
  lowered: LoweredModel,
  step: TrainingStep | undefined,
): Tensor[] {
  return modelWeights(model).flatMap(({ name, layer, weight }) => {
    const value = lowered.weights.get(name);
    const { regularizer } = weight;
    if (!regularizer || !value || !layer.trainable || !weight.trainable || !updates(step, layer)) return [];
    return [regularizer.declaration.lower(builder.ops, value, regularizer.args)];
  });
}
