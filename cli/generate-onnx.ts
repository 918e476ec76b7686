import { basename } from 'node:path';
import type { ModelGraph } from '../compiler/index.ts';
import { buildPredictStep } from '../compiler/steps/build-steps.ts';
import { embedWeights } from '../compiler/steps/embed-weights.ts';
import { emitOnnx, opsetVersion } from '../compiler/targets/onnx/emit.ts';
import { dataNotesText } from '../compiler/targets/data-notes.ts';
import { KmodelError } from '../runtime/errors.ts';
import { isFile, isFolder, writeFileAtomic } from '../runtime/files.ts';
import { mergeLora } from '../compiler/targets/merge-lora.ts';
import { numbersOf, type KerasFileOptions } from './generate-keras.ts';
import { shownPath } from './host.ts';
import { noteWhatIsOutside } from './outside-graph-notes.ts';
import { note } from './report.ts';
import { readFileSync } from 'node:fs';

/**
 * Writes the predictions of a model as ONNX, weights inside: inputs and heads by their names, the batch and size
 * variables open.
 * @returns the path
 * @throws KmodelError where a file is there that kmodel has not written
 */
export async function generateOnnxModel(
  graph: ModelGraph,
  path: string,
  options: KerasFileOptions,
): Promise<string> {
  if (isFolder(path)) throw new KmodelError(`${shownPath(path)} is a folder.`, 'Name a file with `-o`.');
  if (!options.force && isFile(path) && !readFileSync(path).subarray(0, 64).includes('kmodel')) {
    throw new KmodelError(
      `${shownPath(path)} was not written by kmodel.`,
      'Choose another name with `-o`, or replace it with `--force`.',
    );
  }
  if (graph.heads.length === 0) {
    throw new KmodelError(
      `\`${graph.name}\` has no head, and a file of ONNX holds what heads predict.`,
      'Give the model a `head`.',
    );
  }
  const numbers = await numbersOf(graph, options);
  const merged = mergeLora(graph, numbers.weights);
  const notes = dataNotesText(graph, numbers.learned);
  const predict = embedWeights(buildPredictStep(merged.graph), merged.weights);
  writeFileAtomic(
    path,
    emitOnnx(predict.graph, graph.name, notes === undefined ? {} : { metadata: { kmodel: notes } }),
  );
  noteWhatIsOutside(graph, 'ONNX', `in the metadata of ${basename(path)}, under \`kmodel\``);
  for (const { name, role } of predict.inputs)
    if (role === 'seed')
      note(`\`${name}\` is one whole number, int32: what the model draws follows from it.`);
  for (const { name, role } of predict.inputs)
    if (role === 'carried')
      note(`\`${name}\` is what a layer remembers: zeros at first, then what \`next:${name}\` gives.`);
  note(`${basename(path)} needs operator set ${opsetVersion} of ONNX.`);
  return path;
}
