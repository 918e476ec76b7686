import { stringText } from '../../python/expressions.ts';
import { constantText } from '../../python/ops/code.ts';
import type { DType } from '../../../shapes/types.ts';

/** More numbers than this stand packed in strings: black gives each entry of a list a line of its own. */
export const mostNumbers = 256;

/** How long a string of packed numbers gets. */
const packedWidth = 60;

/** Numbers as strings of a readable length, in which `3*0.5` stands for three times 0.5. */
export function packedLines(values: ArrayLike<number>, dtype: DType): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (let at = 0, end = 0; at < values.length; at = end) {
    while (end < values.length && Object.is(values[end], values[at])) end++;
    const value = wordOf(values[at]!, dtype);
    const word = end - at > 1 ? `${end - at}*${value}` : value;
    if (line !== '' && line.length + 1 + word.length > packedWidth) {
      lines.push(stringText(line));
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, stringText(line)];
}

/** A number as Python's `float` reads it. */
function wordOf(value: number, dtype: DType): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  return dtype === 'bool' ? String(value) : constantText(value, dtype);
}
