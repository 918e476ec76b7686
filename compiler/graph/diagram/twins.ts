import type { LayerInstance, ModelGraph } from '../model-graph.ts';

/** For each `repeat` in whose later rounds a layer stands: the same layer in the first round. */
export type Twins = ReadonlyMap<LayerInstance, ReadonlyMap<number, LayerInstance>>;

/**
 * The layers of later rounds beside those of first ones. A `repeat` whose rounds came out different (a layer that
 * reaches no head is left out of the graph) has no twins.
 */
export function findTwins({ layers }: ModelGraph): Twins {
  const repeats = new Map<number, LayerInstance[][]>();
  for (const layer of layers) {
    for (const { repeat, index } of layer.rounds ?? []) {
      const rounds = repeats.get(repeat) ?? [];
      repeats.set(repeat, rounds);
      (rounds[index] ??= []).push(layer);
    }
  }
  const twins = new Map<LayerInstance, Map<number, LayerInstance>>();
  for (const [repeat, [first, ...later]] of repeats) {
    if (!first || !later.every((round) => isSame(first, round))) continue;
    for (const round of later) {
      for (const [place, layer] of round.entries()) {
        const known = twins.get(layer) ?? new Map<number, LayerInstance>();
        twins.set(layer, known.set(repeat, first[place]!));
      }
    }
  }
  return twins;
}

function isSame(first: readonly LayerInstance[], round: readonly LayerInstance[] | undefined): boolean {
  return round?.length === first.length && round.every((layer, place) => layer.class === first[place]!.class);
}
