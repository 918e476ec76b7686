import { findComponent } from '../../components/registry.ts';
import type { ComponentValue, HeadMetric } from '../../declarations/values.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import type { GraphHead, ModelGraph } from '../../graph/model-graph.ts';
import { tfjsMetric } from '../tfjs/training.ts';
import { classWeightSettings } from './class-weights-text.ts';
import { isSpread, lossFunction, lossText, needsFunction } from './loss-text.ts';
import type { ModuleParts } from './module-parts.ts';
import { optimizersExpression } from './optimizers-text.ts';
import { UnwritableOp } from './ops/unwritable-op.ts';
import { keyText, stringText } from './values-text.ts';

/** How a model is compiled and what its training needs, as text. */
export interface TrainingText {
  /** The argument of `model.compile`; undefined where no head has a loss. */
  readonly compile: string | undefined;
  /** For each head, what its targets must go through before tfjs takes them; undefined: nothing. */
  readonly targets: readonly (((targets: string) => string) | undefined)[];
  /** Settings of `fit` as properties. */
  readonly fit: readonly string[];
  readonly problems: readonly TrainingProblem[];
}

export interface TrainingProblem {
  readonly head: GraphHead;
  /** What cannot be written: "loss `Dice`". */
  readonly what: string;
  readonly reason: string;
  /** True where the module can do without it. */
  readonly leftOut: boolean;
}

/**
 * Losses, metrics and optimizer of a model for `model.compile`.
 * @param outputs the names that tfjs gives the model's outputs
 * @param masks for heads whose loss leaves masked entries out: the expression of their mask
 */
export function trainingText(
  graph: ModelGraph,
  outputs: readonly string[],
  parts: ModuleParts,
  masks: readonly (string | undefined)[] = [],
): TrainingText {
  const problems: TrainingProblem[] = [];
  const { heads, training } = graph;
  const fit = [...fitSettings(graph), ...classWeightSettings(graph, outputs)];
  // tfjs takes names for all heads or functions for all.
  const asFunctions = heads.some((head, index) => needsFunction(graph, head, masks[index]));
  const targets = heads.map((head) => targetText(graph, parts, head, asFunctions));
  if (heads.every((head) => !head.loss)) return { compile: undefined, targets, fit, problems };
  const losses = heads.map((head, index) =>
    lossText(graph, head, parts, problems, masks[index], asFunctions),
  );
  const metrics = heads.map((head) => metricTexts(graph, head, parts, problems));
  const unique = new Set(outputs).size === outputs.length;
  const byName = (texts: readonly string[]): string =>
    `{ ${texts.map((text, index) => `${keyText(outputs[index]!)}: ${text}`).join(', ')} }`;
  const lossEntry = heads.length === 1 ? losses[0]! : unique ? byName(losses) : `[${losses.join(', ')}]`;
  const hasMetrics = metrics.some((list) => list.length > 0);
  const metricEntry = heads.length === 1 ? `[${metrics[0]!.join(', ')}]` : metricsByOutput(metrics, outputs);
  const optimizer = optimizersExpression(training, parts);
  const entries = [`optimizer: ${optimizer}`, `loss: ${lossEntry}`];
  if (hasMetrics) entries.push(`metrics: ${metricEntry}`);
  return { compile: `{ ${entries.join(', ')} }`, targets, fit, problems };
}

/** tfjs's types allow one metric for each of several outputs, though it takes more. */
function metricsByOutput(metrics: readonly (readonly string[])[], outputs: readonly string[]): string {
  const entries = metrics.flatMap((list, index) => {
    if (list.length === 0) return [];
    const value = list.length === 1 ? list[0]! : `[${list.join(', ')}] as unknown as string`;
    return [`${keyText(outputs[index]!)}: ${value}`];
  });
  return `{ ${entries.join(', ')} }`;
}

function fitSettings({ training }: ModelGraph): readonly string[] {
  const { epochs, batchSize, validationSplit, shuffle, callbacks } = training;
  const early = callbacks.filter((callback) => callback.name === 'EarlyStopping');
  return [
    `epochs: ${epochs}`,
    `batchSize: ${batchSize}`,
    ...(validationSplit > 0 ? [`validationSplit: ${validationSplit}`] : []),
    ...(shuffle ? [] : ['shuffle: false']),
    ...(early.length > 0 ? [`callbacks: [${early.map(earlyStoppingText).join(', ')}]`] : []),
  ];
}

function earlyStoppingText({ args }: ComponentValue): string {
  const monitor = stringText(String(args.monitor ?? 'val_loss'));
  const more = [`monitor: ${monitor}`, ...(args.patience ? [`patience: ${args.patience}`] : [])];
  if (args.min_delta) more.push(`minDelta: ${args.min_delta}`);
  if (args.mode === 'min' || args.mode === 'max') more.push(`mode: '${args.mode}'`);
  if (typeof args.baseline === 'number') more.push(`baseline: ${args.baseline}`);
  return `tf.callbacks.earlyStopping({ ${more.join(', ')} })`;
}

/** tfjs compares targets of custom losses with the head's own shape, so class numbers are spread out before. */
function targetText(
  graph: ModelGraph,
  parts: ModuleParts,
  head: GraphHead,
  asFunctions: boolean,
): ((targets: string) => string) | undefined {
  const shape = graph.tensors[head.tensor]!.shape;
  if (!head.loss) {
    const sizes = shape.map((size) => (typeof size === 'number' ? size : 1));
    return () => `tf.zeros([samples, ${sizes.join(', ')}])`;
  }
  if (!isSpread(head, asFunctions)) {
    // tfjs counts classes in floats.
    return head.target!.dtype === 'int32' ? (targets) => `tf.cast(${targets}, 'float32')` : undefined;
  }
  const index = graph.heads.indexOf(head);
  return (targets) => `${parts.use('spreadClasses')}(${targets}, model.outputs[${index}])`;
}

function metricTexts(
  graph: ModelGraph,
  head: GraphHead,
  parts: ModuleParts,
  problems: TrainingProblem[],
): readonly string[] {
  return head.metrics.flatMap((metric: HeadMetric) => {
    const plan = tfjsMetric(metric);
    if (plan.kind === 'tfjs') return fitsMetric(head, metric) ? [stringText(plan.name)] : [];
    const asLoss = findComponent('loss', metric.name);
    const what = `metric \`${metric.alias ?? metric.name}\``;
    if (metric.weighted) {
      problems.push({ head, what, reason: 'tfjs weighs no metrics', leftOut: true });
      return [];
    }
    if (!asLoss || metric.name.startsWith('Sparse')) {
      problems.push({ head, what, reason: 'tfjs averages metrics over batches', leftOut: true });
      return [];
    }
    try {
      const args = Object.fromEntries(
        Object.entries(metric.args).filter(([name]) => Object.hasOwn(asLoss.arguments, name)),
      );
      return [lossFunction(graph, head, withDefaults(asLoss, args), parts)];
    } catch (error) {
      if (!(error instanceof UnwritableOp)) throw error;
      problems.push({ head, what, reason: error.message, leftOut: true });
      return [];
    }
  });
}

/** tfjs works out which accuracy is meant by the loss: with spread targets that is the categorical one. */
function fitsMetric(head: GraphHead, metric: ComponentValue): boolean {
  return head.loss !== null || metric.name !== 'BinaryAccuracy';
}
