import type { ModelGraph } from '../compiler/index.ts';
import type { Engine } from './engines/engine.ts';
import { KmodelError } from './errors.ts';
import { requirePath } from './files/path.ts';
import { createOptions, loadFile, loadOptions, type FoundFile, type LoadOptions } from './load-file.ts';
import { Model } from './model.ts';
import type { ModelOptions } from './model/options.ts';
import { requireKnownOptions } from './options.ts';
import { requireGraph } from './require-model.ts';
import { isSavedModel } from './saved/ending.ts';

export { ModelError, textsOf, type LoadOptions } from './load-file.ts';

/**
 * Compiles a model of a `.kmodel` file and draws its weights.
 * @throws ModelError where the file has errors, KmodelError for a wrong choice of model or parameter, and for
 *   options or an engine that are none
 *
 * @example
 * const model = await load('digits.kmodel');
 * await model.fit({ image, digit }, { epochs: 3 });
 */
export async function load(path: string, options: LoadOptions = {}): Promise<Model> {
  requireKnownOptions('load', options, loadOptions);
  // A host knows its files by names of its own.
  if (!options.host) requirePath('load', path);
  if (isSavedModel(path))
    throw new KmodelError(
      `${path} holds weights beside the text.`,
      'Take `loadModel(path)`, which reads both.',
    );
  return compileText(path, options);
}

/** @internal What {@link load} does, also for the text in a saved model. */
export async function compileText(path: string, options: LoadOptions): Promise<Model> {
  return loadFile(await findFile(path, options), options, createEngine);
}

/** A host that is given knows its files by their names. */
async function findFile(path: string, { host }: LoadOptions): Promise<FoundFile> {
  if (host) return { host, file: path, path };
  const { createNodeHost, existingFile } = await import('./node-host.ts');
  return { host: createNodeHost(), file: existingFile(path), path };
}

/**
 * A model with weights from a graph that is there already.
 * @throws KmodelError for what is no graph, no engine, or no option
 */
export async function createModel(
  graph: ModelGraph,
  options: ModelOptions & { readonly engine?: Engine } = {},
): Promise<Model> {
  requireGraph('createModel', graph);
  requireKnownOptions('createModel', options, createOptions);
  return new Model(graph, options.engine ?? (await createEngine()), options);
}

async function createEngine(): Promise<Engine> {
  return (await import('./engines/onnx/engine.ts')).createOnnxEngine();
}
