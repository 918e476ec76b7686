import type { FittedValue, HostEntries } from '../../compiler/declarations/adaptation.ts';
import { placesOfMissing } from '../../compiler/graph/learned-names.ts';
import { RankSearch } from '../../compiler/layers/preprocessing/host/ranks.ts';
import type { GraphInput, ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { StringData } from '../data/tensor-like.ts';
import type { HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';

/** Numbers with values in the places of those that are missing. */
export function fillNumbers(tensor: HostTensor, missing: Uint8Array, values: ArrayLike<number>): HostTensor {
  const data = tensor.data.slice();
  for (let index = 0; index < data.length; index++)
    if (missing[index] === 1) data[index] = values[index % values.length]!;
  return { ...tensor, data };
}

/** Strings with values in the places of those that are missing. */
export function fillWords({ shape, data }: StringData, values: readonly string[]): StringData {
  return { shape, data: data.map((word, index) => word ?? values[index % values.length]!) };
}

/** Learns what stands for missing entries from those that are there. */
export class MissingFitter {
  private readonly input: GraphInput;
  private readonly places: readonly Place[];

  constructor(model: ModelGraph, input: GraphInput) {
    this.input = input;
    const kind = input.missing!.kind;
    const dtype = model.tensors[input.tensor]!.dtype;
    const isWhole = dtype === 'int32' || dtype === 'int64';
    this.places = Array.from({ length: placesOfMissing(model, input) }, () =>
      kind === 'most_frequent'
        ? counts()
        : kind === 'median'
          ? median(isWhole ? 'int32' : 'float32')
          : mean(),
    );
  }

  add({ data }: HostEntries, missing: Uint8Array | undefined): void {
    const { places } = this;
    for (let index = 0; index < data.length; index++) {
      const value = data[index];
      if (value !== undefined && missing?.[index] !== 1) places[index % places.length]!.add(value);
    }
  }

  /** Called behind the last entries: whether all must be seen once more. */
  again(): boolean {
    return this.places.filter((place) => place.again?.()).length > 0;
  }

  /** @throws DataError where no entry of a place is there */
  finish(): FittedValue {
    const values = this.places.map((place, index) => place.value() ?? this.refuseEmpty(index));
    if (values.every((value) => typeof value === 'string')) return values;
    return Float32Array.from(values as readonly number[]);
  }

  private refuseEmpty(place: number): never {
    const at = this.places.length > 1 ? ` at place ${place}` : '';
    throw new DataError(
      `\`${this.input.name}\` has no entry${at} in the training part: there is no ${this.input.missing!.kind} for those that are missing.`,
      'Give a value: `{ missing: 0 }`.',
    );
  }
}

/** What is learned for one place of a sample. */
interface Place {
  add(value: string | number): void;
  again?(): boolean;
  /** Undefined where nothing was there. */
  value(): string | number | undefined;
}

function mean(): Place {
  let [sum, count] = [0, 0];
  return {
    add: (value) => {
      sum += Number(value);
      count++;
    },
    value: () => (count === 0 ? undefined : sum / count),
  };
}

function median(kind: 'float32' | 'int32'): Place {
  const search = new RankSearch(kind, (count) =>
    count === 0
      ? []
      : [(count - 1) >> 1, count >> 1].filter((rank, index, all) => index === 0 || rank !== all[0]),
  );
  return {
    add: (value) => search.add(Number(value)),
    again: () => search.next(),
    value: () => {
      const [low, high = low] = search.finish();
      return low === undefined ? undefined : (low + high!) / 2;
    },
  };
}

function counts(): Place {
  const found = new Map<string | number, number>();
  return {
    add: (value) => void found.set(value, (found.get(value) ?? 0) + 1),
    value: () => mostFrequent(found),
  };
}

/** Of several that are as frequent, the smallest, as in scikit-learn. */
function mostFrequent(counts: ReadonlyMap<string | number, number>): string | number | undefined {
  let [best, most]: [string | number | undefined, number] = [undefined, 0];
  for (const [value, count] of counts)
    if (count > most || (count === most && best !== undefined && value < best)) [best, most] = [value, count];
  return best;
}
