import { createModel, textsOf } from '../runtime/load.ts';
import { modelSource } from '../runtime/model-file.ts';
import { saveModel } from '../runtime/saved/save-model.ts';
import { createEngine } from './engine.ts';
import type { KerasFileOptions } from './generate-keras.ts';
import { shownPath } from './host.ts';
import type { CompiledFile } from './model-options.ts';
import { note } from './report.ts';
import { takeTrained } from './take-trained.ts';

/**
 * Writes a whole model in one file, `.kmodel.zip`: of a run's folder with what its optimizer keeps.
 * @param file the model's text
 * @returns the path
 * @throws KmodelError where the weights do not fit, or the model has yet to learn from data
 */
export async function generateSavedModel(
  { graph, files }: CompiledFile,
  file: string,
  path: string,
  options: KerasFileOptions,
): Promise<string> {
  const text = { entry: modelSource(file), files: textsOf(files) };
  const model = await createModel(graph, { engine: await createEngine('auto'), text });
  try {
    const { weights } = options;
    if ((await takeTrained(model, weights, options)) && weights !== undefined)
      note(`The weights and the optimizer's state are those of ${shownPath(weights)}.`);
    saveModel(model, path);
  } finally {
    await model.dispose();
  }
  return path;
}
