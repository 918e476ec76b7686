import { zipSync } from 'fflate';
import { kerasModel, type KerasModel } from '../../compiler/targets/keras/config/model-config.ts';
import { operationOf } from '../../compiler/targets/keras/operations.ts';
import { withLearnedArguments } from '../../compiler/targets/keras/learned-arguments.ts';
import { jsonText, kerasVersion } from '../../compiler/targets/keras/types.ts';
import { hasLora, mergeLora } from '../../compiler/targets/merge-lora.ts';
import { trainingGaps } from '../../compiler/targets/turns.ts';
import { KmodelError } from '../errors.ts';
import { requirePath, writeFileAtomic } from '../files.ts';
import type { LayerInstance, ModelGraph } from '../../compiler/graph/model-graph.ts';
import { requireGraph } from '../require-model.ts';
import { writeHdf5 } from '../weights/hdf5-write.ts';
import { weightsTree, type ModelNumbers } from './archive.ts';
import { legacyTree } from './legacy.ts';

/** The files of Keras, by their endings. */
export const kerasEndings = ['.keras', '.weights.h5', '.h5', '.json'] as const;

export type KerasEnding = (typeof kerasEndings)[number];

/** The ending of a path that names a file of Keras. */
export function kerasEnding(path: string): KerasEnding | undefined {
  return kerasEndings.find((ending) => path.endsWith(ending));
}

/** True for files that hold weights. */
export function holdsWeights(ending: KerasEnding): boolean {
  return ending !== '.json';
}

/**
 * Writes a model as Keras 3.16 saves it.
 * @param numbers its weights; not needed for `.json`
 * @param classOf the class of each layer of the text, for weights of a module that has classes of its own for them
 * @throws KmodelError where Keras cannot say something of the model, or the file cannot be written
 */
export async function saveKerasModel(
  model: ModelGraph,
  path: string,
  numbers: ModelNumbers | undefined,
  classOf?: (layer: LayerInstance) => string | undefined,
): Promise<void> {
  requireGraph('saveKerasModel', model);
  requirePath('saveKerasModel', path);
  const graph = withLearnedArguments(model, numbers?.learned);
  const isMerged = numbers && hasLora(graph);
  // The optimizer knows the factors, which a merged model does not have.
  const merged = isMerged ? mergeLora(graph, numbers.weights) : undefined;
  const written = merged?.graph ?? graph;
  const given = merged ? { ...numbers!, weights: merged.weights, optimizer: undefined } : numbers;
  // Weights alone belong to a model that is built elsewhere, however that says its layers.
  if (kerasEnding(path) === '.weights.h5' && given)
    return writeFileAtomic(path, await writeHdf5(weightsTree(written, given, classOf)));
  return saveForKeras(written, path, given);
}

async function saveForKeras(
  graph: ModelGraph,
  path: string,
  numbers: ModelNumbers | undefined,
): Promise<void> {
  const ending = kerasEnding(path);
  const model = kerasModel(graph, numbers?.learned);
  refuseMisfits(model);
  refuseGaps(graph);
  if (ending === '.json') return writeFileAtomic(path, `${jsonText(model.config)}\n`);
  if (!numbers) throw new KmodelError(`${path} holds weights, and none are given.`);
  if (ending === '.keras') return writeFileAtomic(path, await archive(graph, model, numbers));
  if (ending === '.h5') {
    refuseOperations(graph, path);
    return writeFileAtomic(path, await writeHdf5(legacyTree(graph, model.config, numbers)));
  }
  throw new KmodelError(
    `${path} has an ending that no file of Keras has.`,
    `End it in ${kerasEndings.join(', ')}.`,
  );
}

/** @throws KmodelError for the first thing that Keras cannot say */
function refuseMisfits({ layerProblems, trainingProblem }: KerasModel): void {
  const [first] = layerProblems;
  if (first) throw new KmodelError(`\`${first.layer}\` cannot be written for Keras: ${first.reason}.`);
  if (trainingProblem) {
    const { what, head, reason } = trainingProblem;
    const of = head ? ` of head \`${head.name}\`` : '';
    throw new KmodelError(`The ${what}${of} cannot be written for Keras: ${reason}.`);
  }
}

/** @throws KmodelError for the first thing of a training that `compile` and `fit` have no words for */
function refuseGaps(graph: ModelGraph): void {
  const [first] = trainingGaps(graph);
  if (!first) return;
  throw new KmodelError(`For Keras, ${first.what} cannot be written: ${first.reason}.`);
}

/** Keras itself cannot read an `.h5` that it wrote of operations: the older format knows layers alone. */
function refuseOperations({ calls, layers, tensors }: ModelGraph, path: string): void {
  const found = calls.find(({ layer, inputs }) => {
    const operation = operationOf(
      layers[layer]!,
      inputs.map((tensor) => tensors[tensor]!),
    );
    return operation !== undefined;
  });
  if (!found) return;
  const { name, declaration } = layers[found.layer]!;
  const isNumber = declaration.family === 'operator' && declaration.name.endsWith('Number');
  throw new KmodelError(
    `\`${name}\` is ${isNumber ? 'an operator with a number' : 'a function of tensors'}, which Keras does not read from \`.h5\`.`,
    `Write \`${path.replace(/\.h5$/, '.keras')}\` instead.`,
  );
}

/** A zip of three files, stored as they are. Its times are fixed, so that equal models give equal files. */
async function archive(
  graph: ModelGraph,
  { config }: KerasModel,
  numbers: ModelNumbers,
): Promise<Uint8Array> {
  const text = new TextEncoder();
  const metadata = { keras_version: kerasVersion, saved_by: 'kmodel' };
  return zipSync(
    {
      'metadata.json': text.encode(JSON.stringify(metadata)),
      'config.json': text.encode(jsonText(config)),
      'model.weights.h5': await writeHdf5(weightsTree(graph, numbers)),
    },
    { level: 0, mtime: new Date(1980, 0, 1) },
  );
}
