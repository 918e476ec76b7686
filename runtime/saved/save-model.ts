import { KmodelError } from '../errors.ts';
import { mostZipBytes, requirePath, writeFileAtomic, zipPieces, zipSize, type FileToZip } from '../files.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { Model } from '../model.ts';
import { learnedPrefix } from '../preprocessing/learned.ts';
import { textFiles } from '../run/model-text.ts';
import { modelFingerprint } from '../weights/checkpoint.ts';
import { encodeSafetensors } from '../weights/safetensors-bytes.ts';
import { weightsToSave } from '../weights/take-weights.ts';
import { savedFiles, savedFormat, type About } from './container.ts';
import { isSavedModel, savedEnding } from './ending.ts';

/**
 * Saves a whole model in one file, `.kmodel.zip`: its text, its weights with what it has learned from data, and what
 * its optimizer keeps. `loadModel` brings it back.
 * @throws KmodelError for another ending, for a model that was not made from a text or has yet to learn from data, and
 * where the file cannot be written; one that was there stays
 */
export function saveModel(model: Model, path: string): void {
  requirePath('model.save', path);
  if (!isSavedModel(path))
    throw new KmodelError(
      `${path} has an ending in which no model is saved.`,
      `End it in \`${savedEnding}\`.`,
    );
  if (!model.text)
    throw new KmodelError(
      `\`${model.graph.name}\` was not made from a text, which a saved model needs.`,
      'Save its weights alone, `saveWeights`.',
    );
  if (!model.hasLearned)
    throw new KmodelError(
      `\`${model.graph.name}\` has yet to learn from data, without which it does nothing.`,
      'Train it first, or call `adapt`.',
    );
  const files: readonly FileToZip[] = [
    [savedFiles.about, [utf8(`${JSON.stringify(aboutOf(model), null, 2)}\n`)]],
    ...[...textFiles(model.text)].map(([name, text]): FileToZip => [name, [utf8(text)]]),
    [savedFiles.weights, encodeSafetensors(weightsToSave(model))],
    [
      savedFiles.state,
      encodeSafetensors({ tensors: stateBeside(model), metadata: { format: 'kmodel state 2' } }),
    ],
  ];
  const size = zipSize(files);
  if (size > mostZipBytes)
    throw new KmodelError(
      `A saved model holds at most 4 GiB, and \`${model.graph.name}\` would need ${Math.ceil(size / 2 ** 30)}.`,
      'Save its weights alone, `saveWeights`.',
    );
  writeFileAtomic(path, zipPieces(files));
}

function aboutOf(model: Model): About {
  const { name, parameters } = model.graph;
  return {
    format: savedFormat,
    model: name,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    fingerprint: modelFingerprint(model),
  };
}

/** What a training goes on with beside weights; metrics begin anew. */
function stateBeside(model: Model): Readonly<Record<string, HostTensor>> {
  const elsewhere = ['weight:', 'metric:', learnedPrefix];
  return Object.fromEntries(
    Object.entries(model.getState()).filter(([name]) => !elsewhere.some((prefix) => name.startsWith(prefix))),
  );
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
