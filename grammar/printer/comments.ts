import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { AsWritten } from './unreadable.ts';
import type { AttachedComment, Options, Path, Printed, Printer } from './path.ts';

const { hardline, join, lineSuffix, breakParent } = builders;

/** The text of one comment. The stars of a block comment stand below each other; other lines stay where they are. */
export function printComment(path: Path): Doc {
  const { text, kind } = path.node as unknown as AttachedComment;
  if (kind !== 'BlockComment') return text.trimEnd();
  const lines = text.split('\n');
  const starred = lines.slice(1).every((line) => line.trimStart().startsWith('*'));
  if (!starred) return join(builders.literalline, text.split('\n'));
  return join(
    hardline,
    lines.map((line, index) => (index === 0 ? line.trimEnd() : ` ${line.trim()}`)),
  );
}

export function isBlockComment(comment: unknown): boolean {
  return (comment as AttachedComment).kind === 'BlockComment';
}

/**
 * Comments that stand inside a node with nothing beside them, as in `[ /* none *\/ ]`, each on its line; a blank
 * line between two of them stays.
 */
export function printDangling({ path, options }: Printer): Doc[] {
  const printed: Doc[] = [];
  for (const comment of path.node.comments ?? []) {
    if (comment.leading || comment.trailing) continue;
    comment.printed = true;
    if (printed.length > 0) printed.push(hardline);
    if (printed.length > 0 && hasBlankBefore(comment, options)) printed.push(hardline);
    printed.push(printAlone(comment));
  }
  return printed;
}

export function hasDangling(node: Printed): boolean {
  return (node.comments ?? []).some(({ leading, trailing }) => !leading && !trailing);
}

/**
 * The comments before a stage: those on lines of their own belong before its `->`, so that the line after them
 * still begins with it; a block comment on the stage's line stands right before its name.
 */
export function printBeforeArrow({ path, options }: Printer): { before: Doc[]; behind: Doc[] } {
  const before: Doc[] = [];
  const behind: Doc[] = [];
  const leading = (path.node.comments ?? []).filter((comment) => comment.leading);
  const last = leading.findLastIndex((comment) => endsLine(comment, options));
  for (const [index, comment] of leading.entries()) {
    comment.printed = true;
    const text = printAlone(comment);
    if (index > last) behind.push(text, ' ');
    else before.push(text, endsLine(comment, options) ? hardline : ' ');
  }
  return { before, behind };
}

/** The comments behind a node whose other comments were printed by hand. */
export function printBehind({ path, options }: Printer): Doc[] {
  return (path.node.comments ?? [])
    .filter((comment) => comment.trailing)
    .map((comment) => {
      comment.printed = true;
      const text = printAlone(comment);
      if (beginsLine(comment, options)) return lineSuffix([hardline, text]);
      return isBlockComment(comment) ? [' ', text] : [lineSuffix([' ', text]), breakParent];
    });
}

function printAlone(comment: AttachedComment): Doc {
  return printComment({ node: comment } as unknown as Path);
}

function endsLine(comment: AttachedComment, { originalText }: Options): boolean {
  return (
    !isBlockComment(comment) ||
    /^[^\S\n]*\n/.test(originalText.slice(comment.span.end, comment.span.end + 1000))
  );
}

function hasBlankBefore(comment: AttachedComment, { originalText }: Options): boolean {
  const before = originalText.slice(Math.max(0, comment.span.start - 1000), comment.span.start);
  return /\n[^\S\n]*\n[^\S\n]*$/.test(before);
}

function beginsLine(comment: AttachedComment, { originalText }: Options): boolean {
  const before = originalText.slice(Math.max(0, comment.span.start - 1000), comment.span.start);
  return /\n[^\S\n]*$/.test(before);
}

/** Which nodes comments may belong to: not those that are printed as part of another. */
export function canAttachComment(node: Printed, ancestors: readonly Printed[] = []): boolean {
  const { kind } = node;
  if (kind === 'Missing' || kind === 'Binary' || kind === 'File') return false;
  const parent = ancestors[0];
  return !(kind === 'If' && parent?.kind === 'If' && parent.else === node);
}

/** Whether a node is written as it stands: because a comment says so, or because it cannot be read. */
export function isIgnored(path: Path): boolean {
  if ((path.node as AsWritten).asWritten) return true;
  return (path.node.comments ?? []).some(
    ({ leading, text }) => leading && /^(?:\/\/+|\/\*+)\s*prettier-ignore\s*(?:\*\/)?$/.test(text),
  );
}
