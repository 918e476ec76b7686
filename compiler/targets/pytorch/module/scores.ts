import type { ModelGraph, TrainingStep } from '../../../graph/model-graph.ts';
import { addLosses, modelWeights, type WeightedHead } from '../../../steps/build-steps.ts';
import type { LoweredModel } from '../../../steps/lower-model.ts';
import { StepBuilder } from '../../../steps/step-builder.ts';
import type { StateVariable } from '../../../steps/step-graph.ts';
import type { Tensor } from '../../../ops/types.ts';
import { dictionary, stringText } from '../../python/expressions.ts';
import { layout } from '../../python/layout.ts';
import { snakeCase } from '../../../names/snake-case.ts';
import type { FileContext } from './layer-class.ts';
import type { ModelClasses } from './model-classes.ts';
import { stepLines, type StepRead } from './step-text.ts';

/** A function that makes losses and logs of what a model gives for a batch. */
export interface Score {
  readonly lines: readonly string[];
  /** What it keeps over an epoch. */
  readonly states: readonly StateVariable[];
}

/** What is scored: one part of a training in turns, or everything. */
export interface ScoreOptions {
  readonly name: string;
  readonly doc: string;
  /** The parts of a training in turns that the total is of. */
  readonly steps?: readonly TrainingStep[] | undefined;
  /** The part that is trained, with its place. */
  readonly step?: TrainingStep | undefined;
  readonly isLast?: boolean;
  readonly weighted: readonly WeightedHead[];
}

/** Prints the losses, penalties and metrics of a model as one function of PyTorch. */
export function scoreFunction(
  graph: ModelGraph,
  classes: ModelClasses,
  options: ScoreOptions,
  file: FileContext,
): Score {
  const { name, doc, steps, step, weighted } = options;
  const builder = new StepBuilder();
  const lowered = givenValues(builder, graph, classes);
  const share = step && { repeat: step.repeat, counts: options.isLast ?? true };
  addLosses(builder, graph, lowered, { weighted, step }, steps, share);
  const made = builder.finish('evaluate', graph.name);
  const read = (input: string): StepRead => readOf(input);
  const { lines, outputs } = stepLines(
    made.graph,
    read,
    ['model', 'values', 'targets', 'weights', 'state'],
    file,
  );
  const results = made.outputs.map((output) => [output.name, outputs.get(output.name)!] as const);
  const states = made.outputs.flatMap((output) => (output.role === 'state' ? [output.state] : []));
  return {
    states,
    lines: [
      `def ${name}(model, values, targets, weights, state):`,
      `    """${doc}"""`,
      ...lines,
      ...layout('return ', dictionary(results), '', '    '),
    ],
  };
}

function readOf(input: string): StepRead {
  const [kind, ...rest] = input.split(':');
  const of = rest.join(':');
  switch (kind) {
    case 'value':
      return { text: `values[${stringText(of)}]`, variable: snakeCase(of.replaceAll(' ', '_')) };
    case 'target':
      return { text: `targets[${stringText(of)}]`, variable: `${of}_true` };
    case 'sampleWeight':
      return { text: `weights[${stringText(of)}]`, variable: `${of}_weight` };
    case 'weight':
      return { text: `weight_of(model, ${stringText(of)})`, variable: of.replaceAll('/', '_') };
    default:
      return { text: `state[${stringText(input)}]`, variable: of.split('/').at(-1)! };
  }
}

/** What a model gives, as inputs: values before a last softmax or sigmoid go through it here. */
function givenValues(
  builder: StepBuilder,
  graph: ModelGraph,
  { details, lowered, sigmoids }: ModelClasses,
): LoweredModel {
  const { ops } = builder;
  const tensors: (Tensor | undefined)[] = [];
  const masks: (Tensor | undefined)[] = [];
  const value = (name: string, { dtype, shape }: Tensor): Tensor => {
    builder.describe({ role: 'input', of: name, name: `value:${name}`, dtype, shape });
    return ops.scope.input(`value:${name}`, dtype, shape);
  };
  for (const { name, tensor, targetTensor } of graph.heads) {
    const own = value(name, lowered.tensors[tensor]!);
    const isBefore = details.get(name)!.startsWith('l');
    const last = (): Tensor => (sigmoids.has(tensor) ? ops.sigmoid(own) : ops.softmax(own, -1));
    tensors[tensor] = isBefore ? last() : own;
    const mask = lowered.masks[tensor];
    if (details.has(`${name} mask`)) masks[tensor] = value(`${name} mask`, mask!);
    if (targetTensor !== undefined)
      tensors[targetTensor] = value(`${name} target`, lowered.tensors[targetTensor]!);
  }
  for (const { name, tensor } of graph.objectives ?? [])
    tensors[tensor] = value(`${name} objective`, lowered.tensors[tensor]!);
  const weights = new Map(
    modelWeights(graph)
      .filter(({ weight }) => weight.regularizer)
      .map(({ name, weight }) => {
        builder.describe({
          role: 'input',
          of: name,
          name: `weight:${name}`,
          dtype: weight.dtype,
          shape: weight.shape,
        });
        return [name, ops.scope.input(`weight:${name}`, weight.dtype, weight.shape)];
      }),
  );
  const penalties = [...details.keys()].filter((name) => name.startsWith('penalty '));
  const losses = penalties.map((name) => {
    builder.describe({ role: 'input', of: name, name: `value:${name}`, dtype: 'float32', shape: [] });
    return ops.scope.input(`value:${name}`, 'float32', []);
  });
  return { tensors, masks, weights, updatedWeights: new Map(), carried: new Map(), losses };
}
