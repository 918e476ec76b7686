import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { imageInputs } from './images/pixels.ts';
import type { CellForm } from './readers/found.ts';

/** How the cells of a model's data are read that are not just numbers: strings, names of classes, missing entries. */
export function cellForms({ inputs, tensors, heads }: ModelGraph): ReadonlyMap<string, CellForm> {
  const forms = new Map<string, CellForm>();
  for (const { name, tensor, missing } of inputs) {
    const words = tensors[tensor]!.dtype === 'string';
    if (words || missing)
      forms.set(name, { ...(words ? { words: 'strings' } : {}), gaps: missing !== undefined });
  }
  for (const [name, image] of imageInputs({ inputs, tensors }))
    forms.set(name, { ...forms.get(name), image });
  for (const { name, classes } of heads) if (classes) forms.set(name, { words: 'labels' });
  return forms;
}
