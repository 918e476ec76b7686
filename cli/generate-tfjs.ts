import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelGraph } from '../compiler/index.ts';
import { KmodelError } from '../runtime/errors.ts';
import { createModel } from '../runtime/load.ts';
import { saveTfjsModel } from '../runtime/tfjs/save-model.ts';
import { loadWeights } from '../runtime/weights/save.ts';
import type { LimitOption } from './data-options.ts';
import { createEngine } from './engine.ts';
import { shownPath } from './host.ts';
import { note } from './report.ts';

/**
 * Writes a model as `model.json` and `weights.bin`, which `tf.loadLayersModel` reads.
 * @returns the path of `model.json`
 * @throws KmodelError for layers that tfjs does not have, or a `model.json` that kmodel has not written
 */
export async function generateTfjsModel(
  graph: ModelGraph,
  folder: string,
  options: LimitOption & { readonly weights?: string; readonly force?: boolean },
): Promise<string> {
  refuseToOverwrite(folder, options.force ?? false);
  const model = await createModel(graph, { engine: await createEngine('auto') });
  if (options.weights === undefined) {
    note(
      `The weights are those that a training starts from, drawn from the seed ${model.seed}; \`--weights\` takes trained ones.`,
    );
  } else await loadWeights(model, options.weights, options);
  return saveTfjsModel(model, folder);
}

function refuseToOverwrite(folder: string, force: boolean): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new KmodelError(
      `${shownPath(folder)} is a file.`,
      'tfjs models are folders: choose another name with `-o`.',
    );
  }
  const path = join(folder, 'model.json');
  if (force || !existsSync(path) || isOurs(path)) return;
  throw new KmodelError(
    `${shownPath(path)} was not written by kmodel.`,
    'Choose another folder with `-o`, or replace it with `--force`.',
  );
}

function isOurs(path: string): boolean {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { generatedBy?: unknown }).generatedBy === 'kmodel';
  } catch {
    return false;
  }
}
