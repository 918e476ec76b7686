import { hostPart } from './host-part.ts';
import type { GraphInput, LayerCall, LayerIndex, ModelGraph, TensorIndex } from './model-graph.ts';

/**
 * A model without what runs before its graph: the results of that are its inputs. What other worlds run that know no
 * strings; the model itself where all of it is graph.
 */
export function withoutHostPart(model: ModelGraph): ModelGraph {
  const { calls: before, results, graphInputs } = hostPart(model);
  if (before.length === 0) return model;
  const onHost = new Set(before);
  const calls = model.calls.filter((call) => !onHost.has(call));
  const kept = [...new Set(calls.map(({ layer }) => layer))].sort((a, b) => a - b);
  const index = new Map<LayerIndex, LayerIndex>(kept.map((layer, at) => [layer, at]));
  const read = new Set(
    calls.flatMap((call) => [...call.inputs, ...Object.values(call.tensorArguments).flat()]),
  );
  const shown = new Set([...model.heads, ...(model.objectives ?? [])].map(({ tensor }) => tensor));
  const made = before.flatMap((call) =>
    call.outputs
      .filter((tensor) => read.has(tensor) || shown.has(tensor))
      .map((tensor) => madeInput(model, call, tensor, results.get(tensor)!)),
  );
  const inputs = [...model.inputs.filter(({ tensor }) => graphInputs.has(tensor)), ...made];
  const known = new Set([...inputs.map(({ tensor }) => tensor), ...calls.flatMap(({ outputs }) => outputs)]);
  return {
    ...model,
    inputs,
    layers: kept.map((layer) => model.layers[layer]!),
    calls: calls.map((call) => ({ ...call, layer: index.get(call.layer)! })),
    branches: model.branches.filter(({ tensor }) => known.has(tensor)),
  };
}

function madeInput(model: ModelGraph, call: LayerCall, tensor: TensorIndex, name: string): GraphInput {
  return { name, doc: `What ${originText(model, call)}.`, tensor, place: call.place };
}

/** What stands before the graph for each of its inputs that is no input of the model, as sentences. */
export function hostResults(
  model: ModelGraph,
): readonly { readonly name: string; readonly tensor: TensorIndex; readonly origin: string }[] {
  const graph = withoutHostPart(model);
  const own = new Set(model.inputs.map(({ tensor }) => tensor));
  const makers = new Map(
    model.calls.flatMap((call) => call.outputs.map((output) => [output, call] as const)),
  );
  return graph.inputs
    .filter(({ tensor }) => !own.has(tensor))
    .map(({ name, tensor }) => ({ name, tensor, origin: originText(model, makers.get(tensor)!) }));
}

/** "`StringLookup` makes of `town`" */
function originText(model: ModelGraph, { layer, inputs }: LayerCall): string {
  const names = inputs.map((tensor) => `\`${model.tensors[tensor]!.name}\``);
  return `\`${model.layers[layer]!.class}\` makes of ${names.join(' and ')}`;
}
