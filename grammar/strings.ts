import type { SyntaxProblem } from './ast.ts';

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const escape = /\\(?:u([0-9a-fA-F]{4})|([^]))?/g;

/** The value of a string token as written, quotes included; an unknown escape stands for its own character. */
export function stringValue(image: string): string {
  const closed = image.length > 1 && isClosed(image);
  const inner = image.slice(1, closed ? -1 : undefined);
  if (!inner.includes('\\')) return inner;
  return inner.replace(escape, (_, code: string | undefined, character: string | undefined) =>
    code !== undefined
      ? String.fromCharCode(parseInt(code, 16))
      : (simpleEscapes[character ?? ''] ?? character ?? ''),
  );
}

/** What is wrong with one string token at `offset`: single quotes, no end, escapes that JSON lacks. */
export function stringProblems(image: string, offset: number): SyntaxProblem[] {
  const span = { start: offset, end: offset + image.length };
  if (image.startsWith("'")) {
    const newText = JSON.stringify(stringValue(image));
    return [
      {
        code: 'KM0001',
        message: 'Strings stand between double quotes.',
        span,
        help: `write ${newText}.`,
        fix: { title: `Write ${newText}`, span, newText },
      },
    ];
  }
  if (!isClosed(image)) {
    return [
      {
        code: 'KM0001',
        message: 'This string is never closed.',
        span,
        help: 'a string ends with `"` on the line on which it begins.',
      },
    ];
  }
  if (!image.includes('\\')) return [];
  const problems: SyntaxProblem[] = [];
  for (const match of image.matchAll(escape)) {
    const [text, code, character] = match;
    if (code !== undefined || (character !== undefined && Object.hasOwn(simpleEscapes, character))) continue;
    const start = offset + match.index;
    problems.push({
      code: 'KM0001',
      message: `\`${text}\` is not an escape.`,
      span: { start, end: start + text.length },
      help: 'the escapes are `\\"` `\\\\` `\\/` `\\b` `\\f` `\\n` `\\r` `\\t` and `\\u` with four hexadecimal digits.',
      fix: { title: 'Write the backslash twice', span: { start, end: start + 1 }, newText: '\\\\' },
    });
  }
  return problems;
}

/** A string token is closed if its last quote is not escaped. */
function isClosed(image: string): boolean {
  if (image.length < 2 || image.charCodeAt(image.length - 1) !== image.charCodeAt(0)) return false;
  let backslashes = 0;
  for (let index = image.length - 2; index > 0 && image.charCodeAt(index) === 92; index--) backslashes++;
  return backslashes % 2 === 0;
}
