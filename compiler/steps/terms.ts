import { metricLogNames } from '../graph/logged-values.ts';
import type { GraphHead, GraphObjective, ModelGraph, TrainingStep } from '../graph/model-graph.ts';
import type { Tensor } from '../ops/types.ts';
import { batchSize } from '../shapes/types.ts';
import { lossEntryShape, lossValue } from './losses.ts';
import { feedDType, type LoweredModel } from './lower-model.ts';
import { MeanTracker, trackMetric } from './metrics.ts';
import type { StepBuilder } from './step-builder.ts';

/** A head whose loss is weighted: one weight a sample, or one for each entry of the loss (class weights of pixels). */
export interface WeightedHead {
  readonly head: string;
  readonly perEntry: boolean;
}

/** Which terms of the total one graph computes, and what it makes known of them. */
export interface TermChoice {
  /** Heads for which the data brings weights. */
  readonly weighted?: readonly WeightedHead[] | undefined;
  /** The step of a training in turns; by default, all terms at once. */
  readonly step?: TrainingStep | undefined;
  /** False where nothing is logged. */
  readonly logs?: boolean;
}

/** The heads whose losses are terms, for a step or for all. */
export function chosenHeads({ heads }: ModelGraph, step: TrainingStep | undefined): readonly GraphHead[] {
  const withLoss = heads.filter(
    ({ loss, target, targetTensor }) => loss && (target ?? targetTensor) !== undefined,
  );
  return step ? withLoss.filter(({ name }) => step.minimize.includes(name)) : withLoss;
}

/** The objectives that are terms, for a step or for all. */
export function chosenObjectives(
  { objectives = [] }: ModelGraph,
  step: TrainingStep | undefined,
): readonly GraphObjective[] {
  return step ? objectives.filter(({ name }) => step.minimize.includes(name)) : objectives;
}

/** What comes of the terms of a batch. */
export interface Terms {
  /** Each weighted, by its name, in the order of the declarations; without penalties of weights. */
  readonly terms: ReadonlyMap<string, Tensor>;
  /** Logs the terms and the metrics, behind the total. */
  readonly report: () => void;
}

/** The losses of heads and the objectives, with their metrics. */
export function addTerms(
  builder: StepBuilder,
  model: ModelGraph,
  lowered: LoweredModel,
  { weighted, step, logs = true }: TermChoice,
): Terms {
  const { ops } = builder;
  const terms = new Map<string, Tensor>();
  const reports: (() => void)[] = [];
  const batch = ops.size(batchSize);
  // In turns each term bears its name, also when only one head has a loss.
  const named = model.heads.length > 1 || model.training.steps !== undefined;
  const addTerm = (name: string, value: Tensor, weight: number, log: string | undefined): void => {
    terms.set(name, ops.multiply(value, weight));
    builder.output(
      { role: 'batchLoss', of: name, name: `batch:${name}`, dtype: 'float32', shape: [] },
      value,
    );
    if (log !== undefined) reports.push(() => new MeanTracker(builder, log).add(value, batch));
  };
  for (const head of chosenHeads(model, step)) {
    const type = model.tensors[head.tensor]!;
    const yPred = lowered.tensors[head.tensor]!;
    const yTrue = targetOf(builder, head, lowered);
    const mask = lowered.masks[head.tensor];
    const own = weighted?.find((each) => each.head === head.name);
    const weightShape = [batchSize, ...(own?.perEntry ? lossEntryShape({ ...head, type }) : [])];
    const sampleWeight = own && builder.feed('sampleWeight', head.name, 'float32', weightShape);
    const loss = lossValue(ops, { loss: head.loss!, yTrue, yPred, mask, sampleWeight });
    addTerm(head.name, loss, head.weight, named ? `${head.name}_loss` : undefined);
    reports.push(() => {
      const names = metricLogNames(head, model.heads.length > 1);
      const found = { dtype: yPred.dtype, shape: yPred.shape.slice(1) };
      head.metrics.forEach((metric, index) =>
        trackMetric(builder, { yTrue, yPred, mask, sampleWeight, metric, log: names[index]!, type: found }),
      );
    });
  }
  for (const { name, tensor, weight } of chosenObjectives(model, step)) {
    const value = ops.mean(ops.cast(lowered.tensors[tensor]!, 'float32'));
    addTerm(name, value, weight, name);
  }
  return { terms, report: () => (logs ? reports.forEach((report) => report()) : undefined) };
}

/** What the data holds for a head, or the model itself: into that no gradient flows. */
function targetOf(builder: StepBuilder, head: GraphHead, lowered: LoweredModel): Tensor {
  const { ops } = builder;
  if (head.targetTensor === undefined) {
    const { dtype, shape } = head.target!;
    return builder.feed('target', head.name, feedDType(dtype), [batchSize, ...shape]);
  }
  const tensor = ops.stopGradient(lowered.tensors[head.targetTensor]!);
  return tensor.dtype === 'bool' ? ops.cast(tensor, 'float32') : tensor;
}
