import { categoricalCrossentropy } from '../../components/losses/crossentropy.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import type { GraphHead, ModelGraph } from '../../graph/model-graph.ts';
import { createOps } from '../../ops/builder.ts';
import { variable } from '../../shapes/size.ts';
import { lowerFirst } from '../tfjs/names.ts';
import { tfjsLoss } from '../tfjs/training.ts';
import type { ModuleParts } from './module-parts.ts';
import { printProgram } from './ops/op-program.ts';
import { UnwritableOp } from './ops/unwritable-op.ts';
import type { TrainingProblem } from './training-text.ts';
import { stringText } from './values-text.ts';

/** The losses that `tf.metrics` has as functions. */
const functions: Readonly<Record<string, string>> = {
  meanSquaredError: 'tf.metrics.meanSquaredError',
  meanAbsoluteError: 'tf.metrics.meanAbsoluteError',
  meanAbsolutePercentageError: 'tf.metrics.meanAbsolutePercentageError',
  binaryCrossentropy: 'tf.metrics.binaryCrossentropy',
  categoricalCrossentropy: 'tf.metrics.categoricalCrossentropy',
};

/** Whether class numbers are laid out before tfjs gets them: it compares targets of functions with the head's shape. */
export function isSpread(head: GraphHead, asFunction: boolean): boolean {
  return head.loss?.name === 'SparseCategoricalCrossentropy' && asFunction;
}

/** True where a loss is no name that tfjs knows. */
export function needsFunction(graph: ModelGraph, head: GraphHead, mask: string | undefined): boolean {
  if (!head.loss || mask !== undefined || head.weight !== 1) return true;
  return !isVector(graph, head) || tfjsLoss(head.loss).kind === 'missing';
}

/** Losses of a sequence have an axis more than others, which tfjs does not add up. */
function isVector({ tensors, heads }: ModelGraph, head: GraphHead): boolean {
  return tensors[head.tensor]!.shape.length <= 1 || heads.length === 1;
}

/**
 * A head's loss as `model.compile` takes it: a name, or a function of targets and predictions.
 * @param mask the expression of the mask that the loss heeds
 * @param problems gets what cannot be written
 */
export function lossText(
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
    const compute = entriesText(graph, head, dense, parts);
    if (weight === 1 && mask === undefined && isVector(graph, head) && !isSum(loss)) return compute;
    const value = reducedText(`${compute}(yTrue, yPred)`, loss, parts, mask);
    return `(yTrue, yPred) => ${weight === 1 ? value : `tf.mul(${weight}, ${value})`}`;
  } catch (error) {
    if (!(error instanceof UnwritableOp)) throw error;
    problems.push(lossProblem(head, loss, error));
    return '() => tf.scalar(0)';
  }
}

/**
 * A head's loss, one number without its weight, for expressions of targets and predictions.
 * @throws UnwritableOp where tfjs has no functions for it
 */
export function lossValueText(
  graph: ModelGraph,
  head: GraphHead & { readonly loss: ComponentValue<'loss'> },
  parts: ModuleParts,
  {
    yTrue,
    yPred,
    mask,
  }: { readonly yTrue: string; readonly yPred: string; readonly mask?: string | undefined },
): string {
  const call = `${entriesText(graph, head, head.loss, parts)}(${yTrue}, ${yPred})`;
  return reducedText(call, head.loss, parts, mask);
}

/** Why the loss of a head cannot be had. */
export function lossProblem(head: GraphHead, loss: ComponentValue, { message }: Error): TrainingProblem {
  return { head, what: `loss \`${loss.alias ?? loss.name}\``, reason: message, leftOut: false };
}

function isSum({ args }: ComponentValue): boolean {
  return args.reduction === 'sum';
}

/** One number of the losses of all entries, as the loss's `reduction` says. */
function reducedText(
  entries: string,
  loss: ComponentValue,
  parts: ModuleParts,
  mask: string | undefined,
): string {
  if (!isSum(loss))
    return mask === undefined ? `tf.mean(${entries})` : `${parts.use('maskedMean')}(${entries}, ${mask})`;
  if (mask !== undefined) throw new UnwritableOp('`reduction: sum` with a mask');
  return `tf.sum(${entries})`;
}

/** The function that gives a loss for each entry. */
function entriesText(
  graph: ModelGraph,
  head: GraphHead,
  loss: ComponentValue<'loss'>,
  parts: ModuleParts,
): string {
  const plan = tfjsLoss(loss);
  const name = plan.kind === 'tfjs' ? functions[plan.name] : undefined;
  return name ?? lossFunction(graph, head, loss, parts);
}

/** The loss over classes laid out one by one. */
function spreadLoss(loss: ComponentValue<'loss'>): ComponentValue<'loss'> {
  if (loss.name !== 'SparseCategoricalCrossentropy') return loss;
  if (loss.args.ignore_class !== null && loss.args.ignore_class !== undefined)
    throw new UnwritableOp('`ignore_class`');
  return withDefaults(categoricalCrossentropy, { from_logits: loss.args.from_logits ?? false });
}

/**
 * The name of a function of the module that computes a loss per entry.
 * @throws UnwritableOp where tfjs has no functions for it
 */
export function lossFunction(
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
  const call = { yTrue, yPred, args: loss.args };
  const result = declaration.lower(ops, call);
  if (declaration.counted?.(ops, call)) throw new UnwritableOp('entries that do not count');
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
    (
      name,
    ) => `/** Keras's \`${loss.name}\`${settings === '' ? '' : ` (${settings})`}, one loss for each sample. */
function ${name}(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
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
