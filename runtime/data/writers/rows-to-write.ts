import type { NamedClasses } from '../../../compiler/graph/named-classes.ts';
import type { HostTensor } from '../../engines/engine.ts';
import { DataError } from '../../errors.ts';

/** Arrays of the same number of rows, and values that are kept beside them, one a row. */
export interface ArraysToWrite {
  readonly arrays: Readonly<Record<string, HostTensor>>;
  readonly kept: ReadonlyMap<string, readonly unknown[]>;
  /** The names of classes, by head: tables bear them, beside the numbers. */
  readonly classes?: ReadonlyMap<string, NamedClasses>;
}

export function unknownEnding(path: string): DataError {
  return new DataError(
    `${path} has an ending that kmodel does not write.`,
    'End it in `.npz`, `.jsonl` or `.csv`.',
  );
}

export function rowsOf({ arrays, kept }: ArraysToWrite): number {
  const [first] = Object.values(arrays);
  const [values] = kept.values();
  return first?.shape[0] ?? values?.length ?? 0;
}

/** Nine digits tell every float32 from its neighbours. */
const mostDigits = 9;

/** Reads a tensor's numbers by position: those of float32 with as few digits as read back to the same float32. */
export function shortestNumber({ dtype, data }: HostTensor): (index: number) => number {
  if (dtype !== 'float32' && dtype !== 'float16') return (index) => data[index]!;
  return (index) => shortest(data[index]!);
}

function shortest(value: number): number {
  for (let digits = 6; digits < mostDigits; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(mostDigits)) : value;
}
