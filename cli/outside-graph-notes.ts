import { hostResults } from '../compiler/graph/without-host-part.ts';
import type { ModelGraph } from '../compiler/index.ts';
import { tensorTypeText } from '../compiler/shapes/types.ts';
import { dataNotes } from '../compiler/targets/data-notes.ts';
import { listText } from './list-text.ts';
import { note } from './report.ts';

/**
 * Says of a file that is a graph of numbers what its inputs take, and where it keeps what stands between data and them.
 * @param where it keeps that, as in "in the metadata of m.onnx"
 */
export function noteWhatIsOutside(graph: ModelGraph, target: string, where: string): void {
  for (const { name, tensor, origin } of hostResults(graph))
    note(
      `\`${name}\`, ${tensorTypeText(graph.tensors[tensor]!)}, takes what ${origin}: ${target} runs no layers of strings.`,
    );
  const { before, missing, classes } = dataNotes(graph);
  const kept = [
    ...(before ? ['words'] : []),
    ...(missing || graph.inputs.some((input) => input.missing) ? ['what stands for empty cells'] : []),
    ...(classes ? ['names of classes'] : []),
  ];
  if (kept.length === 0) return;
  note(`The program that feeds it finds ${listText(kept)} ${where}.`);
}
