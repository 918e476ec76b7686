import type { LayerCall, LayerIndex, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';

/** What stands in Keras's list of layers: an input, or a layer of the graph. */
export type ListedLayer =
  { readonly kind: 'input'; readonly input: number } | { readonly kind: 'layer'; readonly layer: LayerIndex };

/** One node of Keras's graph: an input, or a call of a layer. */
interface Node {
  readonly owner: number;
  readonly before: readonly number[];
}

/**
 * The layers of a model in the order in which Keras lists them (`map_graph` in `keras/src/ops/function.py`): those
 * furthest from the outputs first, and among equals, those first that a walk back from the outputs meets. Files name
 * weights by this order.
 */
export function kerasOrder(graph: ModelGraph): readonly ListedLayer[] {
  const inputCount = graph.inputs.length;
  const makers = new Map<TensorIndex, number>();
  graph.inputs.forEach(({ tensor }, index) => makers.set(tensor, index));
  graph.calls.forEach(({ outputs }, index) =>
    outputs.forEach((tensor) => makers.set(tensor, inputCount + index)),
  );
  // Owners: inputs first, then layers, then what adds to the loss and has no place in the list.
  const nodes: Node[] = [
    ...graph.inputs.map((_, index) => ({ owner: index, before: [] })),
    ...graph.calls.map((call) => ({
      owner: inputCount + call.layer,
      before: tensorsOf(call).map((tensor) => makers.get(tensor)!),
    })),
  ];
  const outputs = throughAdded(graph, (tensor) => makers.get(tensor)!, nodes);
  const { finished, met } = walk(nodes, outputs);
  const depths = depthsOf(nodes, finished);
  const owners = [...depths.keys()];
  owners.sort((a, b) => depths.get(b)! - depths.get(a)! || met.get(a)! - met.get(b)!);
  return owners
    .filter((owner) => owner < inputCount + graph.layers.length)
    .map((owner) =>
      owner < inputCount ? { kind: 'input', input: owner } : { kind: 'layer', layer: owner - inputCount },
    );
}

/** The nodes that the outputs come from: behind layers that add targets of the model and objectives to the loss. */
function throughAdded(
  { heads, objectives = [], inputs, layers }: ModelGraph,
  makerOf: (tensor: TensorIndex) => number,
  nodes: Node[],
): readonly number[] {
  const outputs = heads.map(({ tensor }) => makerOf(tensor));
  let owner = inputs.length + layers.length;
  const pass = (place: number, tensor: TensorIndex): void => {
    const value = makerOf(tensor);
    outputs[place] = nodes.push({ owner: owner++, before: [outputs[place] ?? value, value] }) - 1;
  };
  heads.forEach(({ loss, targetTensor }, place) => {
    if (loss && targetTensor !== undefined) pass(place, targetTensor);
  });
  for (const { tensor } of objectives) pass(0, tensor);
  return outputs;
}

/** The tensors of a call: those of its arguments in order, then those with names, by name. */
export function tensorsOf({ inputs, tensorArguments }: LayerCall): readonly TensorIndex[] {
  const named = Object.keys(tensorArguments).sort();
  return [...inputs, ...named.flatMap((name) => tensorArguments[name]!)];
}

/** Nodes in the order in which all that they need is done, and when the walk met each owner first. */
function walk(
  nodes: readonly Node[],
  outputs: readonly number[],
): { readonly finished: readonly number[]; readonly met: ReadonlyMap<number, number> } {
  const finished: number[] = [];
  const done = new Set<number>();
  const met = new Map<number, number>();
  const enter = (node: number) => {
    const { owner } = nodes[node]!;
    if (!met.has(owner)) met.set(owner, met.size);
    return { node, next: 0 };
  };
  for (const output of outputs) {
    if (done.has(output)) continue;
    const path = [enter(output)];
    while (path.length > 0) {
      const here = path.at(-1)!;
      const { before } = nodes[here.node]!;
      if (here.next < before.length) {
        const next = before[here.next++]!;
        if (!done.has(next)) path.push(enter(next));
        continue;
      }
      path.pop();
      if (done.has(here.node)) continue;
      done.add(here.node);
      finished.push(here.node);
    }
  }
  return { finished, met };
}

/** How far each owner is from the outputs: the longest way, over all its calls. */
function depthsOf(nodes: readonly Node[], finished: readonly number[]): ReadonlyMap<number, number> {
  const depths = new Map<number, number>();
  const depthOfNode = new Map<number, number>();
  for (const node of [...finished].reverse()) {
    const { owner, before } = nodes[node]!;
    const depth = Math.max(depthOfNode.get(node) ?? 0, depths.get(owner) ?? 0);
    depths.set(owner, depth);
    depthOfNode.set(node, depth);
    for (const each of before) depthOfNode.set(each, Math.max(depth + 1, depthOfNode.get(each) ?? 0));
  }
  return depths;
}
