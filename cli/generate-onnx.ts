import { basename } from 'node:path';
import type { ModelGraph } from '../compiler/index.ts';
import { opsetVersion } from '../compiler/targets/onnx/opset.ts';
import { onnxPrediction } from '../compiler/targets/onnx/prediction.ts';
import { hostResults } from '../compiler/graph/without-host-part.ts';
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
  refuseHeadsBefore(graph);
  const numbers = await numbersOf(graph, options);
  const merged = mergeLora(graph, numbers.weights);
  const predict = onnxPrediction(merged.graph, merged.weights, numbers.learned);
  writeFileAtomic(path, predict.file);
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

/** @throws KmodelError for a head that is made before the graph: a file of ONNX would take what it gives */
export function refuseHeadsBefore(graph: ModelGraph): void {
  for (const { name, tensor } of graph.heads) {
    const result = hostResults(graph).find((each) => each.tensor === tensor);
    if (!result) continue;
    throw new KmodelError(
      `The head \`${name}\` is what ${result.origin}, and ONNX runs no layers of strings.`,
      'Give the model a head that is computed from it, such as `-> Embedding(100, 8)`.',
    );
  }
}
