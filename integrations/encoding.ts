import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../compiler/index.ts';
import { binaryProblem } from '../grammar/binary.ts';
import type { SourceFile } from '../grammar/index.ts';

/** What stands for bytes that are no text, once a file has been decoded. */
const replacement = '\uFFFD';

/**
 * Diagnostics, where those of a file that is not UTF-8 are replaced by one that says so: everything else that is
 * strange in such a file follows from it, and in comments and strings nothing else would tell.
 */
export function withEncodingProblems(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, SourceFile>,
): readonly Diagnostic[] {
  const problems = [...files].flatMap(([path, { text }]) => encodingProblem(path, text) ?? []);
  if (problems.length === 0) return diagnostics;
  const broken = new Set(problems.map(({ place }) => place.file));
  return [...diagnostics.filter(({ place }) => !broken.has(place.file)), ...problems];
}

/** The first place of a text file where bytes are no UTF-8, or nothing; a binary file has a problem of its own. */
export function encodingProblem(path: string, text: string): Diagnostic | undefined {
  const start = text.indexOf(replacement);
  if (start === -1 || isUtf8(path) || binaryProblem(text)) return undefined;
  return {
    code: 'KM0001',
    severity: 'error',
    message: 'The bytes here are no UTF-8 text.',
    place: { file: path, span: { start, end: start + 1 } },
    related: [],
    help: 'save the file as UTF-8.',
    fixes: [],
  };
}

/** Only a file with a replacement character in it is read again: it may hold that very character. */
function isUtf8(path: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return true;
  } catch {
    return false;
  }
}
