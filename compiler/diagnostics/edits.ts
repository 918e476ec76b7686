import type { Fix } from './diagnostic.ts';
import type { Place } from './place.ts';
import { replacementFix } from './suggest.ts';

/** Fixes by edits of more than a name: what they put in and take away. */

/** The fix that puts a layer before the one at a place, in the same pipeline. */
export function putBefore({ file, span: { start } }: Place, layer: string): Fix {
  return replacementFix({ file, span: { start, end: start } }, `${layer} -> `, `Put \`${layer}\` before it`);
}

/**
 * The fix that takes a declaration away, with the line break and the spaces before it. What stands behind it is not
 * looked at: the text of a part of a file ends there. Behind a comment the line break stays, or it would take in more.
 */
export function removalFix({ file, span }: Place, text: string, title: string): Fix {
  const before = text.slice(0, span.start);
  const indent = /\r?\n[ \t]*$/.exec(before)?.[0] ?? '';
  const lineBefore = before
    .slice(0, before.length - indent.length)
    .split('\n')
    .at(-1)!;
  const start = lineBefore.includes('//') ? span.start : span.start - indent.length;
  return replacementFix({ file, span: { start, end: span.end } }, '', title);
}
