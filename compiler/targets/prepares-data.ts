import type { ModelGraph } from '../graph/model-graph.ts';

/**
 * Whether a model does with its data what a training script of another world would have to do before `fit`: words, missing
 * entries, names of classes, layers that learn first.
 */
export function preparesData({ inputs, heads, layers, tensors }: ModelGraph): boolean {
  return (
    inputs.some(({ tensor, missing }) => missing !== undefined || tensors[tensor]!.dtype === 'string') ||
    heads.some(({ classes }) => classes !== undefined) ||
    layers.some(({ declaration, args }) => (declaration.adapt?.learns(args).length ?? 0) > 0)
  );
}
