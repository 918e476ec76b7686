import type { Comment } from '../ast.ts';
import { children } from '../walk.ts';
import type { AttachedComment, Printed } from './path.ts';

/** A region of the text that holds things on lines of their own, one after the other. */
interface Region {
  readonly node: Printed;
  readonly hosts: readonly Printed[];
  readonly start: number;
  readonly end: number;
}

type Placement = 'ownLine' | 'endOfLine' | 'inLine';

/**
 * Decides which node a comment belongs to. Comments that end their line belong to what stands on lines of its
 * own: declarations, entries, items, arguments, stages. One between two of them belongs to the one before if it
 * stands on that one's last line, else to the one after; one in the midst of one of them belongs to that one as a
 * whole. So the next formatting finds it in the same place. Comments with code behind them on their line stay with
 * the word beside them; for those this gives false, and prettier does it.
 */
export function placeComment(
  comment: AttachedComment,
  text: string,
  file: Printed,
  comments: readonly Comment[],
): boolean {
  const placement = placementOf(comment, text);
  const { host, region, node: innermost } = locate(comment, text, file, placement);
  if (region === undefined) {
    const endsOperator = isBehindOperator(comment, innermost);
    // Before the operator, the lines of a comment would end the expression: it goes above the whole.
    if (placement === 'inLine' && !(endsOperator && comment.text.includes('\n')))
      return endsOperator && placeBeforeOperator(comment, innermost);
    if (host === undefined) return false;
    const moreFollows = comments.some(
      ({ span }) => span.start >= comment.span.end && span.end <= host.span.end,
    );
    if (placement === 'endOfLine' && !moreFollows) return attach(host, comment, 'trailing');
    raise(host, comment);
    return attach(host, comment, 'leading');
  }
  const { start, end } = comment.span;
  const before = region.hosts.findLast((other) => other.span.end <= start);
  const behind = region.hosts.find((other) => other.span.start >= end);
  const reachesBefore = before !== undefined && !isBracketBetween(text, before.span.end, start, '{');
  const reachesBehind = behind !== undefined && !isBracketBetween(text, end, behind.span.start, '}');
  if (placement === 'inLine') {
    if (reachesBefore) return false;
    return behind ? attach(behind, comment, 'leading') : attach(region.node, comment, 'dangling');
  }
  if (placement === 'ownLine' && reachesBehind) return attach(behind, comment, 'leading');
  const sameLine = before !== undefined && !text.slice(before.span.end, start).includes('\n');
  if (reachesBefore && (sameLine || !reachesBehind)) return attach(before, comment, 'trailing');
  if (behind) return attach(behind, comment, 'leading');
  return attach(region.node, comment, 'dangling');
}

type Binary = Extract<Printed, { kind: 'Binary' }>;

/** Whether a comment stands between an operator and what is right of it. */
function isBehindOperator({ span }: AttachedComment, node: Printed): node is Binary {
  return node.kind === 'Binary' && span.start >= node.operatorSpan.end && span.end <= node.right.span.start;
}

/**
 * A comment behind an operator goes before it: the line may end behind the operator, and the comment would begin the
 * next one.
 */
function placeBeforeOperator(comment: AttachedComment, node: Binary): boolean {
  let left: Printed = node.left;
  while (left.kind === 'Binary') left = left.right;
  return attach(left, comment, 'trailing');
}

/** What stands in a node before a comment that is printed above it is printed above it too, so order stays. */
function raise(host: Printed, comment: AttachedComment): void {
  for (const other of host.comments ?? []) {
    if (other.span.start < host.span.start || other.span.end > comment.span.start) continue;
    other.leading = true;
    other.trailing = false;
  }
}

/** Whether code stands before or behind a comment on its line, other comments passed over. */
function placementOf({ span }: AttachedComment, text: string): Placement {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  if (withoutComments(text.slice(lineStart, span.start)).trim() === '') return 'ownLine';
  const lineEnd = text.indexOf('\n', span.end);
  const rest = text.slice(span.end, lineEnd === -1 ? text.length : lineEnd);
  return withoutComments(rest).trim() === '' ? 'endOfLine' : 'inLine';
}

interface Location {
  /** The innermost thing with lines of its own around a comment. */
  readonly host: Printed | undefined;
  /** The region in which the comment stands directly, if any. */
  readonly region: Region | undefined;
  readonly node: Printed;
}

function locate(comment: AttachedComment, text: string, file: Printed, placement: Placement): Location {
  const { start, end } = comment.span;
  let node = file;
  let parent: Printed | undefined;
  let host: Printed | undefined;
  for (;;) {
    const found = regionsOf(node, text);
    const inner = (children(node) as readonly Printed[]).find(
      (child) => child.span.start <= start && end <= child.span.end && child.kind !== 'Missing',
    );
    if (inner === undefined) {
      return { host, region: found.find((region) => region.start <= start && end <= region.end), node };
    }
    if (found.some(({ hosts }) => hosts.includes(inner)) && hasOwnLine(inner, node, parent, placement)) {
      host = inner;
    }
    parent = node;
    node = inner;
  }
}

/**
 * The first part of a pipeline stands on the line of what is before it. What is put behind the last one stands
 * behind the whole pipeline; and before it in a pipeline in parentheses there may be no line.
 */
function hasOwnLine(
  node: Printed,
  pipeline: Printed,
  parent: Printed | undefined,
  placement: Placement,
): boolean {
  if (pipeline.kind !== 'Pipeline') return true;
  if (node === firstOf(pipeline)) return false;
  if (node !== pipeline.stages.at(-1)) return true;
  const grouped = parent?.kind === 'Binary' || parent?.kind === 'Unary' || parent?.kind === 'Pipeline';
  return !grouped && placement === 'ownLine';
}

function firstOf(pipeline: Extract<Printed, { kind: 'Pipeline' }>): Printed {
  return pipeline.source ?? pipeline.stages[0]!;
}

function regionsOf(node: Printed, text: string): Region[] {
  const region = (hosts: readonly Printed[], start = node.span.start, end = node.span.end): Region => ({
    node,
    hosts,
    start,
    end,
  });
  switch (node.kind) {
    case 'File':
      return [region(node.declarations)];
    case 'Import':
      return [region(node.names, node.span.start, node.path.span.start)];
    case 'Block':
    case 'Layer':
    case 'Component':
    case 'Model': {
      const { name, members } = node;
      const parameters = node.parameters ?? [];
      const last = parameters.at(-1);
      const close = last ? offsetOf(')', text, last.span.end) : name.span.end;
      const header = (node.kind === 'Model' ? node.base?.span.end : undefined) ?? close;
      const heading = last ? [region(parameters, name.span.end, close)] : [];
      const isOneExpression = node.kind === 'Component' && node.value !== undefined;
      return isOneExpression ? heading : [...heading, region(members, header)];
    }
    case 'Shared':
    case 'Head':
    case 'Return':
    case 'Objective':
    case 'Weight':
    case 'Input': {
      const { settings } = node;
      const value = node.kind === 'Input' ? undefined : node.value;
      const named = node.kind === 'Input' || node.kind === 'Weight' ? (node.type ?? node.name) : node;
      return settings
        ? [{ ...region(settings.entries, (value ?? named).span.end, settings.span.start), node: settings }]
        : [];
    }
    case 'Settings':
    case 'Record':
    case 'RecordPattern':
      return [region(node.entries)];
    case 'ListPattern':
      return [region(node.names)];
    case 'TensorType':
      return node.dims ? [region(node.dims, node.dtype.span.end)] : [];
    case 'List':
      return [region(node.items)];
    case 'Call':
      return [region(node.arguments, node.parentheses.start)];
    case 'Pipeline':
      return [region(node.source ? [node.source, ...node.stages] : node.stages, firstOf(node).span.end)];
    case 'Repeat':
      return [region(node.body, node.count.span.end)];
    case 'For':
      return [region(node.body, node.list.span.end)];
    case 'If':
      return [region([...node.then, ...elseStages(node.else)], node.condition.span.end)];
    default:
      return [];
  }
}

/** Where a sign stands next, comments passed over. */
function offsetOf(sign: string, text: string, from: number): number {
  const comments = /\/\/[^\n]*|\/\*[^]*?\*\//y;
  for (let offset = from; offset < text.length; offset++) {
    comments.lastIndex = offset;
    const comment = comments.exec(text);
    if (comment) offset = comments.lastIndex - 1;
    else if (text.startsWith(sign, offset)) return offset;
  }
  return text.length;
}

function elseStages(stages: Extract<Printed, { kind: 'If' }>['else']): readonly Printed[] {
  if (stages === undefined) return [];
  return 'kind' in stages ? [...stages.then, ...elseStages(stages.else)] : stages;
}

function isBracketBetween(text: string, start: number, end: number, bracket: '{' | '}'): boolean {
  return withoutComments(text.slice(start, end)).includes(bracket);
}

function withoutComments(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, '');
}

function attach(node: Printed, comment: AttachedComment, place: 'leading' | 'trailing' | 'dangling'): true {
  comment.leading = place === 'leading';
  comment.trailing = place === 'trailing';
  (node.comments ??= []).push(comment);
  return true;
}
