import { hostPart } from '../graph/host-part.ts';
import type { LayerInstance, ModelGraph } from '../graph/model-graph.ts';
import { withLearnedArguments, type LearnedLists } from './keras/learned-arguments.ts';
import { isMisfit, jsonText, type KerasConfig, type KerasJson } from './keras/types.ts';
import { layerObject } from './keras/values.ts';

/**
 * What stands between data and the graph of a model, for worlds whose graphs hold numbers alone: the layers that run
 * before it, as Keras's configurations with what they have learned; what stands for missing entries, by input; names
 * of classes, by head. Empty where nothing does.
 * @param learned what the model has learned, by full name
 */
export function dataNotes(graph: ModelGraph, learned: LearnedLists = {}): KerasConfig {
  const before = layersBefore(withLearnedArguments(graph, learned), graph);
  return { ...(before.length > 0 ? { before } : {}), ...entryNotes(graph, learned) };
}

/** What stands for missing entries, and the names of classes, where there are any. */
export function entryNotes(graph: ModelGraph, learned: LearnedLists = {}): KerasConfig {
  const missing = graph.inputs.flatMap(({ name, missing: rule }) => {
    if (!rule) return [];
    const values = rule.kind === 'value' ? [rule.value] : learned[`${name}/missing`];
    return values ? [[name, values] as const] : [];
  });
  const classes = graph.heads.flatMap(({ name, classes: names }) => (names ? [[name, names] as const] : []));
  return {
    ...(missing.length > 0 ? { missing: Object.fromEntries(missing) } : {}),
    ...(classes.length > 0 ? { classes: Object.fromEntries(classes) } : {}),
  };
}

/** The notes as a text of JSON; undefined where there are none. */
export function dataNotesText(graph: ModelGraph, learned?: LearnedLists): string | undefined {
  const notes = dataNotes(graph, learned);
  return Object.keys(notes).length > 0 ? jsonText(notes) : undefined;
}

/** The layers before the graph, in the order in which they run: what each takes, and what its result is called. */
function layersBefore({ layers, tensors }: ModelGraph, graph: ModelGraph): readonly KerasJson[] {
  const { calls, results } = hostPart(graph);
  return calls.map(({ layer, inputs, outputs }) => ({
    result: results.get(outputs[0]!)!,
    takes: inputs.map((tensor) => results.get(tensor) ?? tensors[tensor]!.name),
    layer: configurationOf(layers[layer]!),
  }));
}

function configurationOf(layer: LayerInstance): KerasJson {
  const object = layerObject(layer, layer.name);
  return isMisfit(object) ? { class_name: layer.class, config: { name: layer.name } } : object;
}
