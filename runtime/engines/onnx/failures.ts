import { DataError, KmodelError } from '../../errors.ts';

/**
 * Whether onnxruntime failed before it wrote over anything, by what it says: it refused what it was given and ran
 * nothing, or came upon an index that is none, which comes before all that is overwritten.
 */
export function isBeforeChanges(error: unknown): boolean {
  const text = textOf(error);
  if (text.includes('while running')) return text.includes('while running Gather node');
  return /invalid (dimensions|rank|feed|input)|unexpected input data type|missing input/i.test(text);
}

/** An error in kmodel's words where a user can mend it: an index that is none, a lack of memory. */
export function inWords(error: unknown): unknown {
  if (/failed to allocate memory|bad_alloc|bad allocation/i.test(textOf(error))) {
    return new KmodelError(
      'A step needs more memory than there is.',
      'Take smaller batches, or `train { recompute: true }`; `kmodel summary --memory` says what a step needs.',
    );
  }
  const found = /idx=(-?\d+) must be within the inclusive range \[-?\d+,(\d+)\]/.exec(textOf(error));
  if (!found) return error;
  const [, index, last] = found;
  return new DataError(
    `The model looks up entry ${index} of an axis that has entries 0 to ${last}.`,
    'Look at the data that `take`, `take_along_axis` or an own layer takes as indices.',
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
