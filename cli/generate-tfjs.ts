import { existsSync, readFileSync, statSync } from 'node:fs';
import type { LayerInstance } from '../compiler/graph/model-graph.ts';
import { KmodelError } from '../runtime/errors.ts';
import { createModel } from '../runtime/load.ts';
import { layersModelGaps } from '../runtime/tfjs/layers-model.ts';
import { saveTfjsModel, tfjsModelPath, tfjsTraining } from '../runtime/tfjs/save-model.ts';
import type { LimitOption } from './data-options.ts';
import { createEngine } from './engine.ts';
import { shownPath } from './host.ts';
import type { CompiledFile } from './model-options.ts';
import { noteWhatIsOutside } from './outside-graph-notes.ts';
import { noteMergedFactors } from './lora-note.ts';
import { note } from './report.ts';
import { refuse } from './refuse.ts';
import { takeTrained } from './take-trained.ts';

/**
 * Writes a model as `model.json` and `weights.bin`, which `tf.loadLayersModel` reads.
 * @param place the path of the JSON, or a folder for both
 * @returns the path of `model.json`
 * @throws ModelHasErrors for layers that tfjs does not have; KmodelError for a `model.json` that kmodel has not written
 */
export async function generateTfjsModel(
  { graph, files }: CompiledFile,
  place: string,
  options: LimitOption & { readonly weights?: string; readonly force?: boolean },
): Promise<string> {
  refuseToOverwrite(place, options.force ?? false);
  refuse(files, (report) => {
    for (const { name, reason, place: at, help } of layersModelGaps(graph))
      report('KM6001', 'layer', { target: 'tfjs', name, reason }, at, { suggestion: help });
  });
  const model = await createModel(graph, { engine: await createEngine('auto') });
  const includeOptimizer = await takeTrained(model, options.weights, options);
  const path = await saveTfjsModel(model, place, { includeOptimizer });
  noteMergedFactors(graph, path, includeOptimizer);
  const unlearned = model.hasLearned ? undefined : graph.layers.find(learnsMoments);
  if (unlearned)
    note(
      `\`${unlearned.name}\` has learned no mean and variance yet, and changes nothing in this file: \`--weights\` takes those of a training.`,
    );
  noteWhatIsOutside(
    graph,
    'tfjs',
    `in ${shownPath(path)}, as \`kmodel\` of \`model.getUserDefinedMetadata()\``,
  );
  const names = graph.heads.map(({ name }) => name);
  const training = tfjsTraining(graph, names);
  if (training && 'reason' in training)
    note(`${shownPath(path)} says nothing of the training: ${training.reason}.`);
  return path;
}

function learnsMoments({ class: kind, args }: LayerInstance): boolean {
  return kind === 'Normalization' && args.mean === null;
}

function refuseToOverwrite(place: string, force: boolean): void {
  const path = tfjsModelPath(place);
  if (path !== place && existsSync(place) && !statSync(place).isDirectory()) {
    throw new KmodelError(
      `${shownPath(place)} is a file.`,
      'tfjs models are folders, or a file that ends in `.json`: choose another name with `-o`.',
    );
  }
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
