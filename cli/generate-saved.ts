import { createModel, textsOf } from '../runtime/load.ts';
import { modelSource } from '../runtime/model-file.ts';
import type { Model } from '../runtime/model.ts';
import { isSavedModel } from '../runtime/saved/ending.ts';
import { restoreModel } from '../runtime/saved/load-model.ts';
import { saveModel } from '../runtime/saved/save-model.ts';
import { readCheckpoint, restoreCheckpoint } from '../runtime/weights/checkpoint.ts';
import { loadWeights } from '../runtime/weights/save.ts';
import { createEngine } from './engine.ts';
import { runFolder, type KerasFileOptions } from './generate-keras.ts';
import { shownPath } from './host.ts';
import type { CompiledFile } from './model-options.ts';
import { note } from './report.ts';

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
    await takeState(model, options);
    saveModel(model, path);
  } finally {
    await model.dispose();
  }
  return path;
}

async function takeState(model: Model, options: KerasFileOptions): Promise<void> {
  const { weights } = options;
  if (weights === undefined) {
    note(
      `The weights are those that a training starts from, drawn from the seed ${model.seed}; \`--weights\` takes trained ones.`,
    );
    return;
  }
  const folder = runFolder(weights);
  if (folder !== undefined) restoreCheckpoint(model, readCheckpoint(folder)!);
  else if (isSavedModel(weights)) await restoreModel(model, weights, options);
  else await loadWeights(model, weights, options);
  if (folder !== undefined)
    note(`The weights and the optimizer's state are those of the end of ${shownPath(folder)}.`);
}
