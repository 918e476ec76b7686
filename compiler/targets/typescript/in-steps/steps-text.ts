import type { ComponentValue } from '../../../declarations/values.ts';
import type { GraphHead, ModelGraph, TensorIndex, TrainingStep } from '../../../graph/model-graph.ts';
import { chosenHeads, chosenObjectives } from '../../../steps/terms.ts';
import { tfjsName } from '../../tfjs/names.ts';
import { lossProblem, lossValueText } from '../loss-text.ts';
import type { ModuleParts } from '../module-parts.ts';
import { UnwritableOp } from '../ops/unwritable-op.ts';
import { optimizersExpression } from '../optimizers-text.ts';
import type { TrainingProblem } from '../training-text.ts';
import { keyText, memberText, stringText } from '../values-text.ts';
import { termTensors } from './terms.ts';

/** The steps of a training as text. */
export interface StepsText {
  /** The list of them. */
  readonly steps: string;
  readonly problems: readonly TrainingProblem[];
}

/** What steps are written with. */
export interface StepsContext {
  readonly graph: ModelGraph;
  readonly parts: ModuleParts;
  /** The variables of the model's inputs. */
  readonly inputs: readonly string[];
  /** The variables of what terms are computed from. */
  readonly variables: ReadonlyMap<TensorIndex, string>;
  /** For heads whose loss leaves masked entries out: the expression of the mask. */
  readonly masks: readonly (string | undefined)[];
  /** The type of the targets; undefined where the data brings none. */
  readonly targetsType: string | undefined;
}

/** The parts of a training step: those of the text, or one for all terms. */
export function stepsText(context: StepsContext): StepsText {
  const problems: TrainingProblem[] = metricProblems(context.graph);
  const { steps = [undefined] } = context.graph.training;
  const texts = steps.map((step) => stepText(context, step, problems));
  return { steps: `[${texts.join(', ')}]`, problems };
}

function stepText(
  context: StepsContext,
  step: TrainingStep | undefined,
  problems: TrainingProblem[],
): string {
  const { graph, parts, inputs, variables } = context;
  const outputs = termTensors(graph, step).map((tensor) => variables.get(tensor)!);
  const heads = chosenHeads(graph, step);
  const objectives = chosenObjectives(graph, step);
  const terms = [
    ...heads.map((head) => `${keyText(`${head.name}_loss`)}: ${headTerm(context, head, problems)}`),
    ...objectives.map(({ name, tensor }) => `${keyText(name)}: tf.mean(now.${variables.get(tensor)!})`),
  ];
  const weights = [
    ...heads.map(({ name, weight }) => [`${name}_loss`, weight] as const),
    ...objectives.map(({ name, weight }) => [name, weight] as const),
  ].filter(([, weight]) => weight !== 1);
  const targetsType = heads.some(({ targetTensor }) => targetTensor === undefined)
    ? context.targetsType
    : undefined;
  const entries = [
    `name: ${stringText(tfjsName(step?.name ?? 'train'))}`,
    `inputs: [${inputs.join(', ')}]`,
    `outputs: { ${outputs.join(', ')} }`,
    `terms: (${targetsType === undefined ? 'now' : `now, targets: ${targetsType}`}) => ({ ${terms.join(', ')} })`,
  ];
  if (weights.length > 0)
    entries.push(`weights: { ${weights.map(([name, weight]) => `${keyText(name)}: ${weight}`).join(', ')} }`);
  if (step?.update) entries.push(`updates: ${layerNames(graph, ({ name }) => step.update!.includes(name))}`);
  const unpenalized = layerNames(
    graph,
    (layer) =>
      layer.weights.some(({ regularizer }) => regularizer) &&
      !(layer.trainable && (step?.update?.includes(layer.name) ?? true)),
  );
  if (unpenalized !== '[]') entries.push(`unpenalized: ${unpenalized}`);
  entries.push(`optimizer: ${optimizersExpression(step ?? graph.training, parts)}`);
  if (step && step.repeat > 1) entries.push(`rounds: ${step.repeat}`);
  return `${parts.use('inSteps')}({ ${entries.join(', ')} })`;
}

/** The loss of a head, of what the data or the model itself holds for it. */
function headTerm(context: StepsContext, head: GraphHead, problems: TrainingProblem[]): string {
  const { graph, parts, variables, masks } = context;
  const loss = head.loss!;
  const mask = masks[graph.heads.indexOf(head)];
  try {
    const yTrue = targetText(context, head);
    return lossValueText(graph, { ...head, loss }, parts, {
      yTrue,
      yPred: `now.${variables.get(head.tensor)!}`,
      mask,
    });
  } catch (error) {
    if (!(error instanceof UnwritableOp)) throw error;
    problems.push(lossProblem(head, loss, error));
    return 'tf.scalar(0)';
  }
}

function targetText({ graph, parts, variables }: StepsContext, head: GraphHead): string {
  if (head.targetTensor === undefined) {
    const given = `targets${memberText(head.name)}`;
    return head.target!.dtype === 'int32' ? `tf.cast(${given}, 'float32')` : given;
  }
  const value = `now.${variables.get(head.targetTensor)!}`;
  const isInput = graph.inputs.some(({ tensor }) => tensor === head.targetTensor);
  const { dtype } = graph.tensors[head.targetTensor]!;
  const still = isInput ? value : `${parts.use('stopGradient')}(${value})`;
  return dtype === 'float32' ? still : `tf.cast(${still}, 'float32')`;
}

/** The names of layers with weights, as a list. */
function layerNames(graph: ModelGraph, isMeant: (layer: ModelGraph['layers'][number]) => boolean): string {
  const chosen = graph.layers.filter((layer) => layer.weights.length > 0 && isMeant(layer));
  return `[${chosen.map(({ name }) => stringText(tfjsName(name))).join(', ')}]`;
}

function metricProblems({ heads }: ModelGraph): TrainingProblem[] {
  const whatOf = ({ alias, name }: ComponentValue): string => `metric \`${alias ?? name}\``;
  return heads.flatMap((head) =>
    head.metrics.map((metric) => ({
      head,
      what: whatOf(metric),
      reason: 'this training logs losses alone',
      leftOut: true,
    })),
  );
}
