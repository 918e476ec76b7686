import type { SourceCall, SourceLayer, SourceModel } from '../../../../compiler/targets/read/source.ts';
import type { Term } from '../../../../compiler/targets/read/terms.ts';
import { graphOf } from '../../harness.ts';

/** The model of a text as one that was read: layer after layer, without the structure of the text. */
export function sourceOf(text: string): SourceModel {
  const graph = graphOf(text);
  return {
    name: graph.name,
    inputs: graph.inputs.map(({ name, tensor }) => {
      const { dtype } = graph.tensors[tensor]!;
      return { name, dtype, shape: [], tensor };
    }),
    layers: graph.layers.map(({ name, declaration, args, trainable }) => ({
      kind: 'layer',
      name,
      declaration,
      args,
      trainable,
    })),
    calls: graph.calls,
    heads: graph.heads.map(({ name, tensor, weight }) => ({
      name,
      tensor,
      loss: undefined,
      weight,
      metrics: [],
      weightedMetrics: [],
    })),
    training: undefined,
  };
}

/** The layers of a model of one chain, as what a tensor goes through. */
export function termsOf(text: string): readonly Term[] {
  const { calls, layers } = sourceOf(text);
  return calls.map((call) => ({ kind: 'call', call, layer: layers[call.layer]! }));
}

export function nameOf({ layers }: SourceModel, { layer }: SourceCall): string {
  const found: SourceLayer = layers[layer]!;
  return found.name;
}
