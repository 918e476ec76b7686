import type { ModelGraph } from '../../compiler/index.ts';
import type { Engine } from '../engines/engine.ts';
import { createOnnxEngine } from '../engines/onnx/web/engine.ts';
import { loadFile, type LoadOptions } from '../load-file.ts';
import { Model } from '../model.ts';
import type { ModelOptions } from '../model/options.ts';
import { fetchFiles } from './fetch-files.ts';

/**
 * Compiles a model of a `.kmodel` file and draws its weights.
 * @param path the file by its name in `host`, or else by its address, from which it and what it imports are fetched
 * @throws ModelError where the file has errors, KmodelError for a wrong choice of model or parameter
 *
 * @example
 * const model = await load('models/digits.kmodel');
 * await model.fit({ image, digit }, { epochs: 3 });
 */
export async function load(path: string, options: LoadOptions = {}): Promise<Model> {
  const { host } = options;
  const found = host ? { host, file: path, path } : await fetchFiles(path);
  return loadFile(found, options, createOnnxEngine);
}

/** A model with weights from a graph that is there already. */
export async function createModel(
  graph: ModelGraph,
  options: ModelOptions & { readonly engine?: Engine } = {},
): Promise<Model> {
  return new Model(graph, options.engine ?? (await createOnnxEngine()), options);
}
