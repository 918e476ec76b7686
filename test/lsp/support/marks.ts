import type { Position, Range } from 'vscode-languageserver';
import { createSourceFile, offsetAt } from '../../../grammar/index.ts';

/** A place in a text, with what an editor shows there. */
export interface Mark {
  readonly range: Range;
  readonly note?: string;
}

/** A text with its marked places in `«…»`, and what is noted of them behind a bar: `«Dense|layer»`. */
export function withMarks(text: string, marks: readonly Mark[]): string {
  const source = createSourceFile('', text);
  const offset = ({ line, character }: Position): number => offsetAt(source, { line, character });
  return [...marks]
    .sort(
      (a, b) => offset(b.range.start) - offset(a.range.start) || offset(b.range.end) - offset(a.range.end),
    )
    .reduce((rest, { range, note }) => {
      const [start, end] = [offset(range.start), offset(range.end)];
      const shown = note === undefined ? '' : `|${note}`;
      return `${rest.slice(0, start)}«${rest.slice(start, end)}${shown}»${rest.slice(end)}`;
    }, text);
}

/** The lines of a text in which something is marked. */
export function markedLines(text: string, marks: readonly Mark[]): string {
  return withMarks(text, marks)
    .split('\n')
    .filter((line) => line.includes('«'))
    .join('\n');
}
