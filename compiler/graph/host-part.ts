import type { LayerCall, ModelGraph, TensorIndex } from './model-graph.ts';

/** What of a model runs before its graph. */
export interface HostPart {
  /** In an order in which every call comes after what it takes. */
  readonly calls: readonly LayerCall[];
  /** What they make, by tensor, and the name of the input that it is where the graph takes it. */
  readonly results: ReadonlyMap<TensorIndex, string>;
  /** The inputs that the graph itself reads; the others are read by calls before it alone. */
  readonly graphInputs: ReadonlySet<TensorIndex>;
}

const known = new WeakMap<ModelGraph, HostPart>();

/**
 * Tells the calls before the graph from those in it: layers that work on the host alone, and others that can where
 * what they make goes on to such a layer.
 */
export function hostPart(model: ModelGraph): HostPart {
  const found = known.get(model) ?? findHostPart(model);
  known.set(model, found);
  return found;
}

function findHostPart(model: ModelGraph): HostPart {
  const wanted = new Set<TensorIndex>();
  const onHost = new Set<LayerCall>();
  for (const call of [...model.calls].reverse()) {
    const { host } = model.layers[call.layer]!.declaration;
    if (!host || !(host.only || call.outputs.some((tensor) => wanted.has(tensor)))) continue;
    onHost.add(call);
    call.inputs.forEach((tensor) => wanted.add(tensor));
  }
  const calls = model.calls.filter((call) => onHost.has(call));
  const read = tensorsOfGraph(model, onHost);
  const results = new Map<TensorIndex, string>();
  const uses = new Map<number, number>();
  for (const { layer, outputs } of calls) {
    const use = uses.get(layer) ?? 0;
    uses.set(layer, use + 1);
    const { name } = model.layers[layer]!;
    for (const tensor of outputs) results.set(tensor, use === 0 ? name : `${name}:${use}`);
  }
  const inputs = model.inputs.map(({ tensor }) => tensor);
  const graphInputs = new Set(
    inputs.filter(
      (tensor) => read.has(tensor) || (!wanted.has(tensor) && model.tensors[tensor]!.dtype !== 'string'),
    ),
  );
  return { calls, results, graphInputs };
}

/** What a model's graph is fed, by name: its inputs, and what is made of them before the graph. */
export function graphInputs(model: ModelGraph): ReadonlyMap<string, TensorIndex> {
  const { results, graphInputs: read } = hostPart(model);
  return new Map([
    ...model.inputs
      .filter(({ tensor }) => read.has(tensor))
      .map(({ name, tensor }) => [name, tensor] as const),
    ...[...results].map(([tensor, name]) => [name, tensor] as const),
  ]);
}

/** What the graph reads: its layers, heads, targets and objectives. */
function tensorsOfGraph(model: ModelGraph, onHost: ReadonlySet<LayerCall>): ReadonlySet<TensorIndex> {
  const read = new Set<TensorIndex>();
  for (const call of model.calls) {
    if (onHost.has(call)) continue;
    for (const tensor of [...call.inputs, ...Object.values(call.tensorArguments).flat()]) read.add(tensor);
  }
  for (const { tensor, targetTensor } of model.heads) {
    read.add(tensor);
    if (targetTensor !== undefined) read.add(targetTensor);
  }
  for (const { tensor } of model.objectives ?? []) read.add(tensor);
  return read;
}
