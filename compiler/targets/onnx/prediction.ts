import type { ModelGraph } from '../../graph/model-graph.ts';
import { buildPredictStep } from '../../steps/build-steps.ts';
import { iterationState } from '../../steps/optimizer.ts';
import type { StepInput } from '../../steps/step-graph.ts';
import { dataNotesText } from '../data-notes.ts';
import { kerasModel } from '../keras/config/model-config.ts';
import { withLearnedArguments, type LearnedLists } from '../keras/learned-arguments.ts';
import { jsonText } from '../keras/types.ts';
import { emitOnnx, type KnownValue } from './emit.ts';

/** The numbers of weights by full name. */
export type WeightValues = Readonly<Record<string, { readonly data: ArrayLike<number> }>>;

/** A weight that a prediction needs, and that is not among those given. */
export class MissingWeight extends Error {
  override readonly name = 'MissingWeight';
}

/** The predictions of a model as a file of ONNX. */
export interface OnnxPrediction {
  readonly file: Uint8Array;
  /** What is left to feed. */
  readonly inputs: readonly StepInput[];
}

/** Under this name the file holds the model as Keras's configuration, from which kmodel reads it again. */
export const configProperty = 'kmodel.config';

/**
 * The predictions of a model with its weights inside, each under its full name, `LAYER/kernel`.
 * @param learned what the model has learned from data: words, classes
 * @throws MissingWeight where a weight has no value
 */
export function onnxPrediction(
  graph: ModelGraph,
  weights: WeightValues,
  learned: LearnedLists = {},
): OnnxPrediction {
  const step = buildPredictStep(graph);
  const known = new Map<string, KnownValue>();
  for (const input of step.inputs) {
    if (input.role !== 'state') continue;
    const name = input.name.replace(/^weight:/, '');
    // What draws counts steps of training, of which a prediction is none.
    const value = weights[name] ?? (name === iterationState.name ? { data: [0] } : undefined);
    if (!value) throw new MissingWeight(`The weight ${input.name} has no value.`);
    known.set(input.name, { data: value.data, name });
  }
  return {
    file: emitOnnx(step.graph, graph.name, {
      known,
      metadata: metadataOf(graph, learned),
      standard: true,
    }),
    inputs: step.inputs.filter(({ role }) => role !== 'state'),
  };
}

/** What a program that runs the file wants to know beside its numbers, and what kmodel wants to read the model again. */
function metadataOf(graph: ModelGraph, learned: LearnedLists): Readonly<Record<string, string>> {
  const notes = dataNotesText(graph, learned);
  const { config, layerProblems } = kerasModel(withLearnedArguments(graph, learned));
  return {
    ...(notes === undefined ? {} : { kmodel: notes }),
    ...(layerProblems.length === 0 ? { [configProperty]: jsonText(config) } : {}),
  };
}
