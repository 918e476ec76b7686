import type { FittedValue, HostEntries } from '../../compiler/declarations/adaptation.ts';
import type { GraphInput, ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { StringData } from '../data/tensor-like.ts';
import type { HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import type { LearnedName } from './learned.ts';

/** What a value of the training part, learned for missing entries, is called in files. */
export function missingName({ name }: GraphInput): string {
  return `${name}/missing`;
}

/** What a model learns for the missing entries of its inputs. */
export function learnedForMissing(model: ModelGraph): readonly LearnedName[] {
  return learningInputs(model).map((input) => ({
    name: missingName(input),
    kind: model.tensors[input.tensor]!.dtype === 'string' ? 'words' : 'floats',
  }));
}

/** The inputs whose missing entries are filled with what is learned. */
export function learningInputs({ inputs }: ModelGraph): readonly GraphInput[] {
  return inputs.filter(({ missing }) => missing !== undefined && missing.kind !== 'value');
}

/** Larger samples, such as images, have one value for all of their places. */
const mostPlaces = 4096;

/** How many values an input has for missing entries: one for each place of a sample, where their number is known. */
export function placesOf(model: ModelGraph, { tensor }: GraphInput): number {
  const sizes = model.tensors[tensor]!.shape;
  if (!sizes.every((size) => typeof size === 'number')) return 1;
  const places = (sizes as readonly number[]).reduce((product, size) => product * size, 1);
  return places > mostPlaces ? 1 : places;
}

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
  private readonly places: number;
  private readonly numbers: number[][];
  private readonly counts: Map<string | number, number>[];

  constructor(model: ModelGraph, input: GraphInput) {
    this.input = input;
    this.places = placesOf(model, input);
    this.numbers = Array.from({ length: this.places }, () => []);
    this.counts = Array.from({ length: this.places }, () => new Map());
  }

  add({ data }: HostEntries, missing: Uint8Array | undefined): void {
    const counts = this.input.missing!.kind === 'most_frequent';
    for (let index = 0; index < data.length; index++) {
      const value = data[index];
      if (value === undefined || missing?.[index] === 1) continue;
      const place = index % this.places;
      if (counts) this.counts[place]!.set(value, (this.counts[place]!.get(value) ?? 0) + 1);
      else this.numbers[place]!.push(Number(value));
    }
  }

  /** @throws DataError where no entry of a place is there */
  finish(): FittedValue {
    const values = Array.from({ length: this.places }, (_, place) => this.valueOf(place));
    if (values.every((value) => typeof value === 'string')) return values;
    return Float32Array.from(values as readonly number[]);
  }

  private valueOf(place: number): string | number {
    const { kind } = this.input.missing!;
    const found =
      kind === 'most_frequent'
        ? mostFrequent(this.counts[place]!)
        : kind === 'median'
          ? median(this.numbers[place]!)
          : mean(this.numbers[place]!);
    if (found !== undefined) return found;
    const at = this.places > 1 ? ` at place ${place}` : '';
    throw new DataError(
      `\`${this.input.name}\` has no entry${at} in the training part: there is no ${kind} for those that are missing.`,
      'Give a value: `{ missing: 0 }`.',
    );
  }
}

function mean(numbers: readonly number[]): number | undefined {
  if (numbers.length === 0) return undefined;
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function median(numbers: readonly number[]): number | undefined {
  const sorted = Float64Array.from(numbers).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Of several that are as frequent, the smallest, as in scikit-learn. */
function mostFrequent(counts: ReadonlyMap<string | number, number>): string | number | undefined {
  let [best, most]: [string | number | undefined, number] = [undefined, 0];
  for (const [value, count] of counts)
    if (count > most || (count === most && best !== undefined && value < best)) [best, most] = [value, count];
  return best;
}
