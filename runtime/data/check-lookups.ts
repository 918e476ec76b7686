import type { ModelGraph, TensorIndex } from '../../compiler/graph/model-graph.ts';
import type { Feeds, HostTensor } from '../engines/engine.ts';
import { badIndex } from './check-values.ts';

/** A tensor of indices that the model makes of its inputs, and the Embedding that reads it. */
export interface Lookup {
  readonly tensor: TensorIndex;
  readonly below: number;
  readonly layer: string;
}

/** The name under which a step gives a lookup's tensor. */
export function lookupName({ tensor }: Lookup): string {
  return `tensor:${tensor}`;
}

/**
 * Where an Embedding reads indices that come through other layers (Concatenate, Reshape, an addition): what the data
 * comes to there is known only by computing it. Inputs that it reads directly are checked without.
 */
export function indirectLookups(model: ModelGraph): readonly Lookup[] {
  const inputs = new Set(model.inputs.map(({ tensor }) => tensor));
  const lookups = new Map<TensorIndex, Lookup>();
  for (const call of model.calls) {
    const layer = model.layers[call.layer]!;
    const below = layer.declaration.indexRange?.(layer.args);
    if (below === undefined) continue;
    for (const tensor of call.inputs) {
      const known = lookups.get(tensor);
      if (inputs.has(tensor) || (known && known.below <= below)) continue;
      lookups.set(tensor, { tensor, below, layer: layer.name });
    }
  }
  return [...lookups.values()];
}

/**
 * @param values the lookups' tensors for a batch
 * @param firstSample the number of the batch's first sample in the data
 * @throws DataError that names the input that holds the index, or the tensor that it comes to
 */
export function checkLookups(
  model: ModelGraph,
  lookups: readonly Lookup[],
  values: Readonly<Record<string, HostTensor>>,
  feeds: Feeds,
  firstSample: number,
): void {
  for (const lookup of lookups) {
    const { tensor, below, layer } = lookup;
    const value = values[lookupName(lookup)]!;
    const index = value.data.findIndex((each) => each < 0 || each >= below);
    if (index < 0) continue;
    const row = Math.floor(index / rowWidth(value));
    const source = inputsOf(model, tensor).find((name) => holds(feeds[name], row, value.data[index]!));
    throw badIndex(source ?? model.tensors[tensor]!.name, value, index, layer, below, firstSample);
  }
}

/** The inputs that a tensor is made of, by name. */
function inputsOf(model: ModelGraph, tensor: TensorIndex): readonly string[] {
  const producers = new Map(model.calls.flatMap((call) => call.outputs.map((output) => [output, call])));
  const reached = new Set([tensor]);
  for (const each of reached) producers.get(each)?.inputs.forEach((input) => reached.add(input));
  return model.inputs.filter((input) => reached.has(input.tensor)).map(({ name }) => name);
}

function holds(feed: HostTensor | undefined, row: number, value: number): boolean {
  if (!feed) return false;
  const width = rowWidth(feed);
  return feed.data.subarray(row * width, (row + 1) * width).some((each) => each === value);
}

function rowWidth({ data, shape }: HostTensor): number {
  return data.length / Math.max(1, shape[0]!);
}
