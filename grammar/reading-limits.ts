import type { SyntaxProblem } from './ast.ts';

/** Texts shorter than this pass no limit and are not looked through. */
const harmless = 1_000_000;

/** Words and signs that are read: three times what 100,000 declarations have. */
const maximumTokens = 3_000_000;

/** Open brackets behind which no more is read; the layout pass then reports the place where nesting got too deep. */
const maximumOpen = 100_000;

/**
 * How much of a text is read at all. Ten million brackets would take seconds and a gigabyte as tokens, only to be
 * refused for their nesting; counting them first takes a moment.
 */
export function readableLength(text: string): { readonly length: number; readonly problem?: SyntaxProblem } {
  if (text.length < harmless) return { length: text.length };
  let tokens = 0;
  let open = 0;
  let inWord = false;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    const wordLike =
      (code >= 48 && code <= 57) ||
      (code >= 65 && code <= 90) ||
      (code >= 97 && code <= 122) ||
      code === 95 ||
      code > 127;
    if (wordLike) {
      if (!inWord && ++tokens > maximumTokens) return { length: offset, problem: tooLong(offset) };
      inWord = true;
      continue;
    }
    inWord = false;
    if (code <= 32) continue;
    if (code === 34 || code === 47) offset = endOfQuiet(text, offset, code) - 1;
    if (code !== 47) tokens++;
    if (code === 40 || code === 91 || code === 123) open++;
    else if ((code === 41 || code === 93 || code === 125) && open > 0) open--;
    if (open > maximumOpen) return { length: offset };
    if (tokens > maximumTokens) return { length: offset, problem: tooLong(offset) };
  }
  return { length: text.length };
}

/** The end of the string or comment that begins at `offset`; the next character where none does. */
function endOfQuiet(text: string, offset: number, code: number): number {
  const next = text.charCodeAt(offset + 1);
  if (code === 47 && next === 42) return endAfter(text, text.indexOf('*/', offset + 2), 2);
  if (code === 47 && next !== 47) return offset + 1;
  for (let end = offset + 1; end < text.length; end++) {
    const character = text.charCodeAt(end);
    if (character === 10 || character === 13) return end;
    if (code === 34 && character === 34) return end + 1;
    if (code === 34 && character === 92) end++;
  }
  return text.length;
}

function endAfter(text: string, found: number, length: number): number {
  return found === -1 ? text.length : found + length;
}

function tooLong(offset: number): SyntaxProblem {
  return {
    code: 'KM2004',
    message: `The text goes on after ${maximumTokens} words and signs, more than a model has.`,
    span: { start: offset, end: offset + 1 },
    help: 'a `block` says once what is written many times; `repeat` and `for` build it as often as needed.',
  };
}
