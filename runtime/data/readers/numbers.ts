import { commaAdvice, dateAdvice, isEmptyCell, isMissingNumber } from '../../../compiler/tables/cells.ts';
import { DataError } from '../../errors.ts';
import { quoted } from '../quoted.ts';

/** Why a cell is no number, with its place. @param target whether a head is compared with it */
export function misfit(value: unknown, place: string, target = false): DataError {
  const rule = target ? 'none' : 'median';
  if (isEmptyCell(value)) return missing(`${place}: the value is missing.`, rule);
  const shown = quoted(value);
  if (isMissingNumber(value)) return missing(`${place}: ${shown} stands for a missing value.`, rule);
  return new DataError(`${place}: ${shown} is no number.`, adviceFor(value));
}

function adviceFor(value: unknown): string {
  if (typeof value !== 'string') return 'Write one number, or a list of numbers.';
  return (
    commaAdvice(value) ??
    dateAdvice(value) ??
    'Words need an input of strings, `input town: string`, or `classes` on a head.'
  );
}

/**
 * The error for an entry that is not there.
 * @param rule what may stand there instead, of numbers or of words; nothing may where a head is compared with it
 */
export function missing(message: string, rule: 'median' | 'most_frequent' | 'none'): DataError {
  if (rule === 'none') return new DataError(message, 'Fill in or drop such rows: a head needs one in each.');
  return new DataError(
    message,
    `Fill in or drop such rows, or say what stands there: \`input x: … { missing: ${rule} }\`.`,
  );
}
