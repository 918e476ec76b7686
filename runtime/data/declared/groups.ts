import { isStringData, type LoadedArray } from '../tensor-like.ts';

/** Samples by what labels them. */
export interface Groups {
  /** The group of each sample, from 0. */
  readonly of: Uint32Array;
  /** How many samples each has. */
  readonly sizes: readonly number[];
}

/** Makes groups of labels that come piece by piece. */
export interface GroupBuilder {
  add(labels: LoadedArray, samples: number): void;
  /** Undefined where a sample has no label, or several. */
  finish(): Groups | undefined;
}

/** The groups that labels make, one of which belongs to each sample. */
export function labelsOfGroups(): GroupBuilder {
  const known = new Map<unknown, number>();
  const sizes: number[] = [];
  let of = new Uint32Array(1024);
  let count = 0;
  let isWhole = true;
  return {
    add(labels, samples) {
      isWhole &&= labels.data.length === samples;
      if (!isWhole) return;
      if (count + samples > of.length) {
        const larger = new Uint32Array(Math.max(count + samples, Math.ceil(of.length * 1.5)));
        larger.set(of.subarray(0, count));
        of = larger;
      }
      for (let sample = 0; sample < samples; sample++) {
        const label = isStringData(labels) ? labels.data[sample] : Number(labels.data[sample]);
        let group = known.get(label);
        if (group === undefined) {
          known.set(label, (group = sizes.length));
          sizes.push(0);
        }
        sizes[group]!++;
        of[count++] = group;
      }
    },
    finish: () => (isWhole ? { of: of.subarray(0, count), sizes } : undefined),
  };
}
