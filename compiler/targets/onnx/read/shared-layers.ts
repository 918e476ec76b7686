import type { SourceCall, SourceLayer } from '../../read/source.ts';
import type { ReadWeight } from './values.ts';

/** A read layer and its weights. */
export interface WeightedLayer {
  readonly layer: SourceLayer;
  readonly weights: readonly ReadWeight[];
}

/**
 * Layers that are one and the same: files have no layers, and write the numbers of one that is called twice once, or
 * once for each call. Numbers that are all alike say nothing, since every new layer has them.
 */
export function withSharedLayers(
  made: readonly WeightedLayer[],
  calls: readonly SourceCall[],
): { readonly made: readonly WeightedLayer[]; readonly calls: readonly SourceCall[] } {
  const known = new Map<string, number[]>();
  const same = made.map(({ layer, weights }, index) => {
    const key = keyOf(layer, weights);
    if (key === undefined) return index;
    const others = known.get(key) ?? [];
    known.set(key, others);
    const other = others.find((each) => isAlike(made[each]!.weights, weights));
    if (other === undefined) others.push(index);
    return other ?? index;
  });
  if (same.every((other, index) => other === index)) return { made, calls };
  const left = made.flatMap((_, index) => (same[index] === index ? [index] : []));
  const places = new Map(left.map((index, place) => [index, place]));
  return {
    made: left.map((index) => made[index]!),
    calls: calls.map((call) => ({ ...call, layer: places.get(same[call.layer]!)! })),
  };
}

/** What layers must have in common before their numbers are compared; undefined for one that says too little. */
function keyOf(layer: SourceLayer, weights: readonly ReadWeight[]): string | undefined {
  if (layer.kind !== 'layer') return undefined;
  const [first] = weights;
  if (!first || first.data.length < 4 || first.data.every((value) => value === first.data[0]))
    return undefined;
  const shapes = weights.map(({ shape }) => shape.join('×')).join();
  const some = [...first.data.subarray(0, 4)].join();
  return `${layer.declaration.name} ${shapes} ${some} ${JSON.stringify(layer.args, withoutDeclarations)}`;
}

function withoutDeclarations(key: string, value: unknown): unknown {
  return key === 'declaration' ? undefined : value;
}

function isAlike(a: readonly ReadWeight[], b: readonly ReadWeight[]): boolean {
  return a.every(({ data }, at) => {
    const other = b[at]!.data;
    return data.length === other.length && data.every((value, index) => Object.is(value, other[index]));
  });
}
