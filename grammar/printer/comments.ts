import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { AttachedComment, Options, Path, Printed, Printer } from './path.ts';
import type { Node } from '../walk.ts';

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

/** Comments that stand inside a node with nothing beside them, as in `[ /* none *\/ ]`. */
export function printDangling({ path, options }: Printer): Doc[] {
  const comments = path.node.comments ?? [];
  const printed: Doc[] = [];
  for (const comment of comments) {
    if (comment.leading || comment.trailing) continue;
    comment.printed = true;
    printed.push(printAlone(comment, options));
  }
  return printed;
}

export function hasDangling(node: Printed): boolean {
  return (node.comments ?? []).some(({ leading, trailing }) => !leading && !trailing);
}

/** Whether a line has to end behind one of the comments before a node. */
export function hasLeadingLine(node: Printed, options: Options): boolean {
  return (node.comments ?? []).some((comment) => comment.leading && endsLine(comment, options));
}

/**
 * The comments before a stage: those on lines of their own belong before its `->`, so that the line after them
 * still begins with it; a block comment on the stage's line stands right before its name.
 */
export function printBeforeArrow({ path, options }: Printer): { before: Doc[]; behind: Doc[] } {
  const before: Doc[] = [];
  const behind: Doc[] = [];
  for (const comment of path.node.comments ?? []) {
    if (!comment.leading) continue;
    comment.printed = true;
    if (endsLine(comment, options)) before.push(printAlone(comment, options), hardline);
    else behind.push(printAlone(comment, options), ' ');
  }
  return { before, behind };
}

/** The comments behind a node whose other comments were printed by hand. */
export function printBehind({ path, options }: Printer): Doc[] {
  return (path.node.comments ?? [])
    .filter((comment) => comment.trailing)
    .map((comment) => {
      comment.printed = true;
      const text = printAlone(comment, options);
      if (beginsLine(comment, options)) return lineSuffix([hardline, text]);
      return isBlockComment(comment) ? [' ', text] : [lineSuffix([' ', text]), breakParent];
    });
}

function printAlone(comment: AttachedComment, _options: Options): Doc {
  return printComment({ node: comment } as unknown as Path);
}

function endsLine(comment: AttachedComment, { originalText }: Options): boolean {
  return (
    !isBlockComment(comment) ||
    /^[^\S\n]*\n/.test(originalText.slice(comment.span.end, comment.span.end + 1000))
  );
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

/**
 * Finds a place for a comment where the nearest node is not it. Gives true if it did; else prettier attaches the
 * comment to the node before or after it.
 */
export function placeComment(comment: AttachedComment): boolean {
  const { enclosingNode: enclosing, precedingNode: preceding, followingNode: following } = comment;
  if (enclosing === undefined) return false;
  const opened = openingOffset(enclosing, comment);
  if (opened === undefined) return false;
  const precedesBrackets = preceding !== undefined && preceding.span.end <= opened;
  if (following !== undefined && (preceding === undefined || precedesBrackets)) {
    return comment.placement === 'remaining' ? false : attach(following, comment, 'leading');
  }
  if (following === undefined && (preceding === undefined || precedesBrackets)) {
    return attach(enclosing, comment, 'dangling');
  }
  return false;
}

/** Where the brackets begin that hold a comment directly in its node; undefined where it stands outside them. */
function openingOffset(node: Printed, comment: AttachedComment): number | undefined {
  const { start } = comment.span;
  switch (node.kind) {
    case 'Model':
    case 'Block':
      return start >= node.body.start ? node.body.start : undefined;
    case 'Call':
      return start >= node.parentheses.start ? node.parentheses.start : undefined;
    case 'List':
    case 'Record':
    case 'ListPattern':
    case 'RecordPattern':
    case 'Settings':
      return node.span.start;
    case 'TensorType':
      return start >= node.dtype.span.end ? node.dtype.span.end : undefined;
    default:
      return undefined;
  }
}

function attach(node: Printed, comment: AttachedComment, place: 'leading' | 'dangling'): true {
  comment.leading = place === 'leading';
  comment.trailing = false;
  (node.comments ??= []).push(comment);
  return true;
}

/** Whether the next node is written as it stands. */
export function isIgnored(path: Path): boolean {
  return (path.node.comments ?? []).some(
    ({ leading, text }) => leading && /^(?:\/\/+|\/\*+)\s*prettier-ignore\s*(?:\*\/)?$/.test(text),
  );
}

export type { Node };
