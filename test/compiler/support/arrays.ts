import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DType } from '../../../compiler/shapes/types.ts';

/** A tensor of the golden files: row-major data, bool as 0 and 1. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly number[];
}

/** A tensor in memory, in double precision. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Reads a file of test/golden. */
export function readGolden<T>(path: string): T {
  return JSON.parse(
    readFileSync(fileURLToPath(new URL(`../../golden/${path}`, import.meta.url)), 'utf8'),
  ) as T;
}

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** The tolerance of the golden data where a case has none of its own. */
export const goldenTolerance: Tolerance = { rtol: 1e-4, atol: 1e-5 };

/**
 * The first disagreement of two tensors in one sentence, or undefined: |a − b| ≤ atol + rtol·|b|, where b is the
 * expected value.
 */
export function difference(
  actual: Values,
  expected: Values,
  { rtol, atol }: Tolerance = goldenTolerance,
): string | undefined {
  if (actual.shape.join() !== expected.shape.join())
    return `shape [${actual.shape}] instead of [${expected.shape}]`;
  for (const [index, wanted] of expected.data.entries()) {
    const found = actual.data[index]!;
    if (Math.abs(found - wanted) <= atol + rtol * Math.abs(wanted)) continue;
    return `${found} instead of ${wanted} at ${index} of [${expected.shape}]`;
  }
  return undefined;
}
