import type { SyntaxProblem } from './ast.ts';

/** Characters looked at: a binary file shows itself early. */
const sample = 4096;

/**
 * The one problem of a file that is not text, if it is none: it has a NUL byte, or more than a tenth of its first
 * characters are control characters or no Unicode text.
 */
export function binaryProblem(text: string): SyntaxProblem | undefined {
  const length = Math.min(text.length, sample);
  let strange = 0;
  for (let offset = 0; offset < length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0) return binary(text, offset);
    if (strangeCharacter.test(text.charAt(offset))) strange++;
  }
  if (strange > length / 10) return binary(text, 0);
  const nul = text.indexOf('\0', length);
  return nul === -1 ? undefined : binary(text, nul);
}

/** Control characters but for tabs and line ends, and what stands for bytes that are no Unicode text. */
const strangeCharacter = /[^\t-\r -~\x80-\ufffc\ufffe\uffff]/;

/** Whether a text has a character that makes files look binary. */
export function hasStrangeCharacter(text: string): boolean {
  return strangeCharacter.test(text);
}

function binary(text: string, offset: number): SyntaxProblem {
  return {
    code: 'KM0001',
    message: 'This file is binary, not the text of a model.',
    span: { start: offset, end: Math.min(offset + 1, text.length) },
    help: 'Kendryte K210 tools use the same ending `.kmodel` for their compiled models; kmodel reads its own source text only.',
  };
}
