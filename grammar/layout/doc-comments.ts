import type { Comment } from '../ast.ts';

/**
 * The Markdown of the `///` lines among the comments before a declaration; undefined where there are none.
 * A comment on the line on which the declaration before ends (`previousEnd`) documents nothing. Blank lines between doc
 * lines separate paragraphs.
 */
export function docComment(
  text: string,
  comments: readonly Comment[],
  previousEnd: number | undefined,
): string | undefined {
  const lines: string[] = [];
  let last: Comment | undefined;
  for (const comment of comments) {
    if (comment.kind !== 'DocComment') continue;
    if (previousEnd !== undefined && !/[\r\n]/.test(text.slice(previousEnd, comment.span.start))) continue;
    if (last && /(\r\n|\r(?!\n)|\n)[^\S\r\n]*[\r\n]/.test(text.slice(last.span.end, comment.span.start)))
      lines.push('');
    lines.push(comment.text.slice(3).replace(/^ /, '').trimEnd());
    last = comment;
  }
  return last === undefined ? undefined : lines.join('\n');
}
