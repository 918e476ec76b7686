import type { IToken } from 'chevrotain';
import type { File, SyntaxProblem } from '../ast.ts';
import { binaryProblem } from '../binary.ts';
import { isBalanced } from '../layout/brackets.ts';
import { layOut } from '../layout/layout.ts';
import { tokenize } from '../lexer.ts';
import { byPlace, declarationTokens, parse, readTokens } from '../parse.ts';
import { readableLength } from '../reading-limits.ts';
import { shownProblems } from '../recovery.ts';
import type { SourceFile } from '../source.ts';
import { endOf, virtual } from '../token-places.ts';
import * as t from '../tokens.ts';
import { movedProblem } from './move.ts';
import {
  isReading,
  type PartedFile,
  type PlacedPart,
  type PlacedReading,
  type Reading,
  type TokenLayout,
} from './part.ts';

/** The tokens of one declaration, as the layout pass gives them. */
export interface Segment {
  readonly tokens: readonly IToken[];
  readonly start: number;
  readonly end: number;
  /** Where the line end behind it counts: lines that are no declarations are left out before. */
  readonly reach: number;
}

/** Reads a whole file; declarations whose tokens are the same as before are taken from the earlier reading. */
export function readFile(source: SourceFile, previous: PartedFile | undefined): PartedFile {
  const { text } = source;
  const binary = binaryProblem(text);
  if (binary) return { source, parts: [], comments: [], problems: [binary], balanced: false };
  const readable = readableLength(text);
  const lexed = tokenize(readable.length < text.length ? text.slice(0, readable.length) : text);
  const balanced = isBalanced(lexed);
  const laidOut = layOut(text, lexed, { cutShort: readable.problem, balanced });
  const known = [...laidOut.problems].sort(byPlace);
  const segments = segmentsOf(laidOut.tokens);
  const pool = poolOf(previous);
  const parts: PlacedReading[] = segments.map((segment, index) => {
    const candidate = describe(text, segment, laidOut.docs, known, index === segments.length - 1);
    return { part: takeEqual(pool, candidate) ?? readSegment(candidate, segment), start: segment.start };
  });
  const found = parts.flatMap(({ part, start }) =>
    part.parserProblems.map((problem) => movedProblem(problem, start)),
  );
  if (found.length >= shownProblems) return asOnePart(source, parse(source));
  const problems = [...known, ...found].sort(byPlace).slice(0, shownProblems);
  parts.sort((a, b) => a.start - b.start);
  return { source, parts, comments: lexed.comments, problems, balanced };
}

/** A file as a whole, as `parse` gives it, for what wants spans that count from the beginning of the file. */
function asOnePart(
  source: SourceFile,
  { file, problems }: { readonly file: File; readonly problems: readonly SyntaxProblem[] },
): PartedFile {
  const parts = file.declarations.map((declaration): PlacedPart => ({
    part: { text: source.text, declaration, problems },
    start: 0,
  }));
  return { source, parts, comments: file.comments, problems, balanced: false };
}

/** The tokens of each declaration. */
export function segmentsOf(tokens: readonly IToken[]): readonly Segment[] {
  const starts = tokens.flatMap((token, index) => (declarationTokens.has(token.tokenType) ? [index] : []));
  return starts.map((first, index) => {
    let end = starts[index + 1] ?? tokens.length;
    let reach = Infinity;
    for (; end > first + 1 && tokens[end - 1]!.tokenType === t.LineEnd; end--)
      reach = tokens[end - 1]!.startOffset;
    const own = tokens.slice(first, end);
    return { tokens: own, start: own[0]!.startOffset, end: endOf(own.at(-1)!), reach };
  });
}

/** What a declaration is read from. */
interface Candidate extends Omit<Reading, 'declaration' | 'problems' | 'parserProblems'> {
  readonly layout: TokenLayout;
}

export function describe(
  text: string,
  { tokens, start, end, reach }: Segment,
  docs: ReadonlyMap<number, string>,
  known: readonly SyntaxProblem[],
  last: boolean,
): Candidate {
  const own = new Map<number, string>();
  if (docs.size > 0) {
    for (const { startOffset } of tokens) {
      const doc = docs.get(startOffset);
      if (doc !== undefined) own.set(startOffset - start, doc);
    }
  }
  return {
    text: text.slice(start, end),
    layout: layoutOf(tokens, start),
    docs: own,
    known: known
      .filter(({ span }) => span.start <= Math.max(end, reach) && span.end >= start)
      .map((problem) => movedProblem(problem, -start)),
    last,
  };
}

export function readSegment(candidate: Candidate, { tokens, start, end, reach }: Segment): Reading {
  const own: IToken[] = tokens.map((token) => ({ ...token, startOffset: token.startOffset - start }));
  if (!candidate.last) own.push(...declarationBehind(reach - start, Math.max(end, reach) - start + 1));
  const { declarations, problems } = readTokens(own, candidate.docs, candidate.known, candidate.text);
  const parserProblems = problems.filter(({ span }) => span.start <= end - start);
  return {
    ...candidate,
    declaration: declarations[0],
    parserProblems,
    problems: [...candidate.known, ...parserProblems],
  };
}

/**
 * What comes behind a part is seen as far as the rules look: the next declaration begins. It is a whole one, since
 * recovery from a broken one takes longer than reading most parts.
 */
function declarationBehind(lineEnd: number, start: number): IToken[] {
  const declaration = [t.Const, t.Name, t.Equals, t.None].map((type) => virtual(type, start));
  return [virtual(t.LineEnd, lineEnd), ...declaration];
}

/** Readings by their text; equal texts one after the other. */
function poolOf(previous: PartedFile | undefined): Map<string, Reading[]> {
  const pool = new Map<string, Reading[]>();
  for (const placed of previous?.parts ?? []) {
    if (!isReading(placed)) continue;
    const { part } = placed;
    const same = pool.get(part.text);
    if (same) same.push(part);
    else pool.set(part.text, [part]);
  }
  return pool;
}

function takeEqual(pool: Map<string, Reading[]>, candidate: Candidate): Reading | undefined {
  const same = pool.get(candidate.text);
  const index = same?.findIndex((reading) => isEqual(reading, candidate)) ?? -1;
  return index < 0 ? undefined : same!.splice(index, 1)[0];
}

/** Tokens by their types and places, which count from `start`. */
export function layoutOf(tokens: readonly IToken[], start: number): TokenLayout {
  return {
    types: tokens.map((token) => token.tokenType),
    offsets: tokens.map((token) => token.startOffset - start),
  };
}

function isEqual(reading: Reading, { last, layout, docs, known }: Candidate): boolean {
  return (
    (reading.last === last || reading.problems.length === 0) &&
    reading.layout !== undefined &&
    isSameLayout(reading.layout, layout) &&
    reading.docs.size === docs.size &&
    [...reading.docs].every(([offset, doc]) => docs.get(offset) === doc) &&
    reading.known.length === known.length &&
    (reading.known.length === 0 || JSON.stringify(reading.known) === JSON.stringify(known))
  );
}

export function isSameLayout(a: TokenLayout, b: TokenLayout): boolean {
  return (
    a.offsets.length === b.offsets.length &&
    a.offsets.every((offset, index) => offset === b.offsets[index]) &&
    a.types.every((type, index) => type === b.types[index])
  );
}
