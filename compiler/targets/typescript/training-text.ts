import { findComponent } from '../../components/registry.ts';
import { categoricalCrossentropy } from '../../components/losses/crossentropy.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import type { GraphHead, ModelGraph } from '../../graph/model-graph.ts';
import { createOps } from '../../ops/builder.ts';
import { variable } from '../../shapes/size.ts';
import { tfjsLoss, tfjsMetric, tfjsOptimizer } from '../tfjs/training.ts';
import { lowerFirst } from '../tfjs/names.ts';
import type { ModuleParts } from './module-parts.ts';
import { optimizerText } from './optimizer-class.ts';
import { printProgram } from './ops/op-program.ts';
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

/** The losses that `tf.metrics` has as functions. */
const functions: Readonly<Record<string, string>> = {
  meanSquaredError: 'tf.metrics.meanSquaredError',
  meanAbsoluteError: 'tf.metrics.meanAbsoluteError',
  meanAbsolutePercentageError: 'tf.metrics.meanAbsolutePercentageError',
  binaryCrossentropy: 'tf.metrics.binaryCrossentropy',
  categoricalCrossentropy: 'tf.metrics.categoricalCrossentropy',
};

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
  const fit = fitSettings(graph);
  // tfjs takes names for all heads or functions for all.
  const asFunctions = heads.some((head, index) => needsFunction(graph, head, masks[index]));
  const targets = heads.map((head) => targetText(graph, parts, head, asFunctions));
  if (heads.every((head) => !head.loss)) return { compile: undefined, targets, fit, problems };
  const losses = heads.map((head, index) =>
    lossText(graph, head, parts, problems, masks[index], asFunctions),
  );
  const metrics = heads.map((head) => metricTexts(graph, head, parts, problems));
  const optimizer = tfjsOptimizer(training.optimizer);
  const optimizerExpression =
    optimizer.kind === 'tfjs'
      ? `tf.train.${optimizer.factory}(${optimizer.args.join(', ')})`
      : optimizerText(training.optimizer, parts);
  const unique = new Set(outputs).size === outputs.length;
  const byName = (texts: readonly string[]): string =>
    `{ ${texts.map((text, index) => `${keyText(outputs[index]!)}: ${text}`).join(', ')} }`;
  const lossEntry = heads.length === 1 ? losses[0]! : unique ? byName(losses) : `[${losses.join(', ')}]`;
  const hasMetrics = metrics.some((list) => list.length > 0);
  const metricEntry = heads.length === 1 ? `[${metrics[0]!.join(', ')}]` : metricsByOutput(metrics, outputs);
  const entries = [`optimizer: ${optimizerExpression}`, `loss: ${lossEntry}`];
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

function isSpread(head: GraphHead, asFunction: boolean): boolean {
  return head.loss?.name === 'SparseCategoricalCrossentropy' && asFunction;
}

/** True where a loss is no name that tfjs knows. */
function needsFunction(graph: ModelGraph, head: GraphHead, mask: string | undefined): boolean {
  if (!head.loss || mask !== undefined || head.weight !== 1) return true;
  // Losses of a sequence have an axis more than others, which tfjs does not add up.
  const isVector = graph.tensors[head.tensor]!.shape.length <= 1 || graph.heads.length === 1;
  return !isVector || tfjsLoss(head.loss).kind === 'missing';
}

function lossText(
  graph: ModelGraph,
  head: GraphHead,
  parts: ModuleParts,
  problems: TrainingProblem[],
  mask: string | undefined,
  asFunction: boolean,
): string {
  const { loss, weight } = head;
  if (!loss) return '() => tf.scalar(0)';
  const plan = tfjsLoss(loss);
  if (plan.kind === 'tfjs' && !asFunction) return stringText(plan.name);
  try {
    const dense = isSpread(head, asFunction) ? spreadLoss(loss) : loss;
    const densePlan = tfjsLoss(dense);
    const name = densePlan.kind === 'tfjs' ? functions[densePlan.name] : undefined;
    const compute = name ?? lossFunction(graph, head, dense, parts);
    const call = `${compute}(yTrue, yPred)`;
    const mean = mask === undefined ? `tf.mean(${call})` : `${parts.use('maskedMean')}(${call}, ${mask})`;
    const isVector = graph.tensors[head.tensor]!.shape.length <= 1 || graph.heads.length === 1;
    if (weight === 1 && mask === undefined && isVector) return compute;
    return `(yTrue, yPred) => ${weight === 1 ? mean : `tf.mul(${weight}, ${mean})`}`;
  } catch (error) {
    if (!(error instanceof UnwritableOp)) throw error;
    problems.push({
      head,
      what: `loss \`${loss.alias ?? loss.name}\``,
      reason: error.message,
      leftOut: false,
    });
    return '() => tf.scalar(0)';
  }
}

/** The loss over classes laid out one by one. */
function spreadLoss(loss: ComponentValue<'loss'>): ComponentValue<'loss'> {
  if (loss.name !== 'SparseCategoricalCrossentropy') return loss;
  if (loss.args.ignore_class !== null && loss.args.ignore_class !== undefined)
    throw new UnwritableOp('`ignore_class`');
  return withDefaults(categoricalCrossentropy, { from_logits: loss.args.from_logits ?? false });
}

/** A function of the module that computes a loss per entry. */
function lossFunction(
  graph: ModelGraph,
  head: GraphHead,
  loss: ComponentValue<'loss'>,
  parts: ModuleParts,
): string {
  const { declaration } = loss;
  const type = graph.tensors[head.tensor]!;
  const target = declaration.target(type, loss.args);
  if ('misfit' in target) throw new UnwritableOp(target.message);
  const ops = createOps();
  const batch = variable('batch');
  const yTrue = ops.scope.input('yTrue', 'float32', [batch, ...target.shape]);
  const yPred = ops.scope.input('yPred', 'float32', [batch, ...type.shape]);
  const result = declaration.lower(ops, { yTrue, yPred, args: loss.args });
  const program = printProgram(ops.scope.build([{ name: 'loss', tensor: result }]), {
    use: parts.use,
    taken: ['yTrue', 'yPred'],
    input: (name) => name,
    sizeName: (name) => (name === 'batch' ? 'yPred.shape[0]' : unwritable('a size known only at run time')),
  });
  const details = Object.entries(loss.args).filter(([name]) => name !== 'reduction' && name !== 'name');
  const settings = details.map(([name, value]) => `${name}: ${String(value)}`).join(', ');
  return parts.declare(
    lowerFirst(loss.name),
    `/** Keras's \`${loss.name}\`${settings === '' ? '' : ` (${settings})`}, one loss for each sample. */
function NAME(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    ${program.statements.join('\n')}
    return ${program.outputs[0]};
  });
}`,
  );
}

function unwritable(reason: string): never {
  throw new UnwritableOp(reason);
}

function metricTexts(
  graph: ModelGraph,
  head: GraphHead,
  parts: ModuleParts,
  problems: TrainingProblem[],
): readonly string[] {
  return head.metrics.flatMap((metric) => {
    const plan = tfjsMetric(metric);
    if (plan.kind === 'tfjs') return fitsMetric(head, metric) ? [stringText(plan.name)] : [];
    const asLoss = findComponent('loss', metric.name);
    const what = `metric \`${metric.alias ?? metric.name}\``;
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
