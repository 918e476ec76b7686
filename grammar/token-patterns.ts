/**
 * Hand-written matchers for the tokens whose regular expressions are slow or can overflow: names (plain ASCII
 * is the common case), strings, and block comments. Each gives a match at `offset`, or null.
 */

const asciiName = /[A-Za-z_][A-Za-z_0-9]*/y;
const unicodeName = /[\p{L}_][\p{L}\p{M}\p{Nd}_]*/uy;

/** Letters, digits and `_`, not beginning with a digit; marks belong to the letters that they stand on. */
export function matchName(text: string, offset: number): [string] | RegExpExecArray | null {
  asciiName.lastIndex = offset;
  // Every word of a text comes here: what `exec` gives is five times as large as what is asked for.
  const end = asciiName.test(text) ? asciiName.lastIndex : offset;
  if (!(text.charCodeAt(end) >= 128)) return end === offset ? null : [text.slice(offset, end)];
  unicodeName.lastIndex = offset;
  return unicodeName.exec(text);
}

/** A single-quoted string is a mistake to report; a longer one is more likely two apostrophes in a sentence. */
const longestSingleQuoted = 80;

/**
 * Up to the closing quote, or up to the end of the line where there is none. Single quotes are matched only
 * where they are closed.
 */
export function matchString(text: string, offset: number): [string] | null {
  const quote = text.charCodeAt(offset);
  if (quote !== 34 && quote !== 39) return null;
  const limit = quote === 34 ? text.length : Math.min(text.length, offset + longestSingleQuoted);
  let end = offset + 1;
  for (; end < limit; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) return [text.slice(offset, end + 1)];
    if (isLineBreak(code)) break;
    if (code === 92 && end + 1 < limit && !isLineBreak(text.charCodeAt(end + 1))) end++;
  }
  return quote === 39 ? null : [text.slice(offset, end)];
}

/** From `/*` to the first end mark, or to the end of the text where there is none. */
export function matchBlockComment(text: string, offset: number): [string] | null {
  if (text.charCodeAt(offset) !== 47 || text.charCodeAt(offset + 1) !== 42) return null;
  const end = text.indexOf('*/', offset + 2);
  return [text.slice(offset, end === -1 ? text.length : end + 2)];
}

const strangeRun = /(?:(?!\.\.\.)[^\s\p{L}_0-9"'!\-+*/%<>=()[\]{},:?])+/uy;

/** Characters that begin no token, a run of them together; the lexer tries this last. */
export function matchStrange(text: string, offset: number): [string] | RegExpExecArray | null {
  strangeRun.lastIndex = offset;
  return strangeRun.exec(text) ?? [text.charAt(offset)];
}

/** One character of each bucket of the lexer's table: a pattern with these hints is tried everywhere. */
export function everyStartHint(): number[] {
  const hints: number[] = [];
  for (let code = 0; code < 256; code++) hints.push(code);
  for (let code = 256; code < 0x10000; code += 128) hints.push(code);
  return hints;
}

/**
 * First characters of names, for the lexer's table of patterns by first character: every ASCII letter, and
 * one character of each of the table's buckets beyond, whose width is 255.
 */
export function nameStartHints(): (string | number)[] {
  const hints: (string | number)[] = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'];
  hints.push(...everyStartHint().slice(128));
  return hints;
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}
