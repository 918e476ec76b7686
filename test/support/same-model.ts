import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { sizeText } from '../../compiler/shapes/size.ts';

/**
 * What a graph computes and how it trains, without the names of layers and the places of the text: layers in the
 * order in which a walk back from the heads meets them, with what flows into each.
 */
export function sameModel(graph: ModelGraph): unknown {
  const makers = new Map(
    graph.calls.flatMap((call) => call.outputs.map((tensor) => [tensor, call] as const)),
  );
  const inputs = new Map(graph.inputs.map(({ tensor }, index) => [tensor, `input ${index}`]));
  const calls = new Map<ModelGraph['calls'][number], number>();
  const layers = new Map<number, number>();
  const lines: unknown[] = [];
  const nameOf = (tensor: number): string => {
    const input = inputs.get(tensor);
    if (input !== undefined) return input;
    const call = makers.get(tensor)!;
    if (!calls.has(call)) {
      const taken = call.inputs.map(nameOf);
      const named = Object.entries(call.tensorArguments).map(([name, given]) => [name, given.map(nameOf)]);
      const { class: kind, args, trainable, weights } = graph.layers[call.layer]!;
      if (!layers.has(call.layer)) layers.set(call.layer, layers.size);
      calls.set(call, calls.size);
      lines.push({
        layer: layers.get(call.layer),
        class: kind,
        args: withoutAliases(args),
        frozen: weights.length > 0 && !trainable,
        taken,
        named,
      });
    }
    return `${calls.get(call)} ${call.outputs.indexOf(tensor)}`;
  };
  const heads = graph.heads.map(({ name, tensor, loss, weight, metrics }) => ({
    name,
    tensor: nameOf(tensor),
    loss,
    weight,
    metrics,
  }));
  return JSON.parse(
    JSON.stringify({
      inputs: graph.inputs.map(({ name, tensor }) => {
        const { dtype, shape } = graph.tensors[tensor]!;
        return { name, dtype, shape: shape.map(sizeText) };
      }),
      lines,
      heads: heads.map((head) => ({ ...head, loss: withoutAliases(head.loss) })),
      training: withoutAliases({ ...graph.training, declared: undefined }),
    }),
  );
}

/** Objects are the same by whichever name they were called. */
function withoutAliases(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAliases);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !['alias', 'declaration', 'place'].includes(key))
      .map(([key, each]) => [key, withoutAliases(each)]),
  );
}
