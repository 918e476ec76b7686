import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import {
  refusedEntries,
  vocabularyAdvice,
  type RefusedEntries,
} from '../../compiler/graph/refused-entries.ts';
import { DataError } from '../errors.ts';
import { entryChecks, type EntryCheck } from './check-values.ts';
import { classProblem } from './class-names.ts';
import { imageInputs } from './images/pixels.ts';
import { quoted } from './quoted.ts';
import type { CellForm } from './readers/found.ts';

/** How the cells of a model's data are read that are not just numbers: strings, names of classes, missing entries. */
export function cellForms(graph: ModelGraph): ReadonlyMap<string, CellForm> {
  const { inputs, tensors, heads } = graph;
  const forms = new Map<string, CellForm>();
  for (const input of inputs) {
    const { name, tensor, missing } = input;
    const words = tensors[tensor]!.dtype === 'string';
    const refused = refusedEntries(graph, input);
    if (words || missing || refused)
      forms.set(name, {
        ...(words ? { words: 'strings' } : {}),
        gaps: missing !== undefined,
        ...(refused && { problem: (entry, place) => refusal(entry, place, refused) }),
      });
  }
  for (const [name, image] of imageInputs({ inputs, tensors }))
    forms.set(name, { ...forms.get(name), image });
  for (const [name, check] of entryChecks(graph))
    forms.set(name, { problem: (entry, place) => outside(entry, place, check), ...forms.get(name) });
  for (const { name, classes } of heads)
    if (classes) forms.set(name, { words: 'labels', target: true, problem: classProblem(classes, name) });
    else forms.set(name, { ...forms.get(name), target: true });
  return forms;
}

function outside(entry: string | number, place: () => string, check: EntryCheck): DataError | undefined {
  const found = typeof entry === 'number' ? check(entry) : undefined;
  return found && new DataError(`${place()}: ${found.text}`, found.help);
}

function refusal(
  entry: string | number,
  place: () => string,
  { layer, refuses }: RefusedEntries,
): DataError | undefined {
  if (!refuses(entry)) return undefined;
  return new DataError(
    `${place()}: ${quoted(entry)} is not in the vocabulary of \`${layer}\`.`,
    vocabularyAdvice,
  );
}
