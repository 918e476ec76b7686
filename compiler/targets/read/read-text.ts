import { formatText } from '../../../grammar/format.ts';
import { createMemoryHost } from '../../bind/host.ts';
import { compileModel } from '../../check/compile.ts';
import type { ModelGraph } from '../../graph/model-graph.ts';
import { align, type Alignment } from './align.ts';
import { isMadeUp } from './names.ts';
import { ReadProblem, type SourceModel } from './source.ts';
import { writeModel } from './write.ts';

/** A model of another world as text, and what became of its layers. */
export interface ReadText {
  readonly text: string;
  /** The name of the model in the text: models inside it have names of their own. */
  readonly model: string;
  readonly graph: ModelGraph;
  readonly alignment: Alignment;
}

/**
 * Writes a model as a person would have: blocks, loops and shared layers found again, defaults left out. The text is
 * compiled and held against the model, so that nothing is lost on the way.
 * @throws ReadProblem where the text cannot say the model
 */
export async function readText(model: SourceModel): Promise<ReadText> {
  const first = compiled(model, writeModel(model, new Map()));
  const stated = statedNames(model, first);
  const last = stated.size === 0 ? first : compiled(model, writeModel(model, stated));
  return {
    text: await formatText(last.text),
    model: last.name,
    graph: last.graph,
    alignment: last.alignment,
  };
}

type Written = ReturnType<typeof writeModel>;

function compiled(
  model: SourceModel,
  written: Written,
): Written & { readonly graph: ModelGraph; readonly alignment: Alignment } {
  const path = 'imported.kmodel';
  const result = compileModel(path, createMemoryHost({ [path]: written.text }), { model: written.name });
  const { graph } = result;
  if (!graph) {
    const error = result.diagnostics.find(({ severity }) => severity === 'error');
    throw new ReadProblem(
      `kmodel cannot say this model: ${error?.message ?? result.problem?.message ?? 'it has no graph'}`,
    );
  }
  return { ...written, graph, alignment: align(model, graph) };
}

/** Layers with weights that stand alone, and whose names the text would lose, state them: files know weights by them. */
function statedNames(
  model: SourceModel,
  { alone, graph, alignment }: Written & { readonly graph: ModelGraph; readonly alignment: Alignment },
): ReadonlyMap<number, string> {
  const stated = new Map<number, string>();
  const taken = new Set([...graph.inputs.map(({ name }) => name), ...graph.heads.map(({ name }) => name)]);
  for (const index of alone) {
    const layer = model.layers[index]!;
    const made = graph.layers[alignment.layers.get(index) ?? -1];
    if (!made || made.shared || layer.kind !== 'layer' || isMadeUp(layer) || made.name === layer.name)
      continue;
    if (made.weights.length === 0 || taken.has(layer.name) || !/^[\p{L}\p{N}_.-]+$/u.test(layer.name))
      continue;
    stated.set(index, layer.name);
  }
  return stated;
}
