import type { LayerInstance, ModelGraph } from '../graph/model-graph.ts';
import { isLoraFactor, loraNames, loraOf, loraScale } from '../layers/shared/lora.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

interface Merged<T extends Numbers> {
  readonly graph: ModelGraph;
  readonly weights: Readonly<Record<string, T>>;
}

/** Whether a model has factors of low-rank adaption, which its optimizer then knows instead of kernels. */
export function hasLora({ layers }: ModelGraph): boolean {
  return layers.some(({ args }) => loraOf(args) !== undefined);
}

/**
 * A model with the factors of low-rank adaption in its kernels, as it is used elsewhere: the same predictions by plain
 * layers.
 * @param weights by full name
 */
export function mergeLora<T extends Numbers>(
  graph: ModelGraph,
  weights: Readonly<Record<string, T>>,
): Merged<T> {
  const merged: Record<string, T> = Object.fromEntries(
    Object.entries(weights).filter(([name]) => !isLoraFactor(name)),
  );
  for (const layer of graph.layers) {
    const [kernel] = layer.weights;
    const lora = loraOf(layer.args);
    if (!lora || !kernel) continue;
    const name = `${layer.name}/${kernel.name}`;
    const [a, b] = loraNames(kernel.name).map((factor) => weights[`${layer.name}/${factor}`]!);
    merged[name] = { ...weights[name]!, data: sumOf(weights[name]!, a!, b!, loraScale(lora)) };
  }
  return { graph: withoutLora(graph), weights: merged };
}

/** The layers of {@link mergeLora}, which depend on no number. */
export function withoutLora(graph: ModelGraph): ModelGraph {
  const layers = graph.layers.map((layer): LayerInstance => {
    const [kernel] = layer.weights;
    if (!loraOf(layer.args) || !kernel) return layer;
    return {
      ...layer,
      args: { ...layer.args, lora_rank: null, lora_alpha: null },
      weights: layer.weights
        .filter((weight) => !isLoraFactor(weight.name))
        .map((weight) => (weight === kernel ? { ...weight, trainable: true } : weight)),
    };
  });
  return { ...graph, layers };
}

/** kernel + scale · a · b, row by row. */
function sumOf(kernel: Numbers, a: Numbers, b: Numbers, scale: number): Float32Array {
  const [rank, columns] = b.shape as readonly [number, number];
  return Float32Array.from(kernel.data, (value, place) => {
    const row = Math.floor(place / columns);
    let product = 0;
    for (let at = 0; at < rank; at++)
      product += a.data[row * rank + at]! * b.data[at * columns + (place % columns)]!;
    return value + scale * product;
  });
}
