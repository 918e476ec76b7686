import type { Diagnostic } from '../../compiler/index.ts';
import { checkText } from './harness.ts';

/** Every finding as it is read: `the text that it stands at: its message`. */
export function told(text: string | Readonly<Record<string, string>>): readonly string[] {
  const { diagnostics, files } = checkText(text);
  return diagnostics.map(({ place: { file, span }, message }) => {
    const at = files.get(file)!.text.slice(span.start, span.end);
    return `${at}: ${message}`;
  });
}

/** What is said beside the first finding: how to go on. */
export function helpOf(text: string | Readonly<Record<string, string>>): string | undefined {
  return checkText(text).diagnostics[0]?.help;
}

/** The titles of the fixes of the first finding. */
export function fixesOf(text: string | Readonly<Record<string, string>>): readonly string[] {
  return checkText(text).diagnostics[0]?.fixes.map(({ title }) => title) ?? [];
}

/** A text after a fix of its first finding that has one. */
export function mended(text: string, index = 0): string {
  const { diagnostics } = checkText(text);
  const fix = diagnostics.find(({ fixes }) => fixes.length > 0)?.fixes[index];
  if (!fix) throw new Error(`nothing mends this: ${told(text).join('\n')}`);
  return withEdits(text, fix.edits);
}

function withEdits(text: string, edits: Diagnostic['fixes'][number]['edits']): string {
  return edits
    .toSorted((a, b) => b.place.span.start - a.place.span.start)
    .reduce(
      (rest, { place: { span }, newText }) => rest.slice(0, span.start) + newText + rest.slice(span.end),
      text,
    );
}
