import type { IToken, TokenType } from 'chevrotain';
import type { Comment, File, SyntaxProblem, TopLevelDeclaration } from './ast.ts';
import { binaryProblem, hasStrangeCharacter } from './binary.ts';
import { pairsUp } from './layout/brackets.ts';
import { layOut } from './layout/layout.ts';
import { tokenize } from './lexer.ts';
import { byPlace, declarationTokens, parse, readTokens } from './parse.ts';
import { readableLength } from './reading-limits.ts';
import { shownProblems } from './recovery.ts';
import type { SourceFile, Span } from './source.ts';
import { endOf, virtual } from './token-places.ts';
import * as t from './tokens.ts';

/**
 * One top-level declaration, read by itself: every span in it counts from its own beginning, so it stays the same
 * value wherever it moves. What is computed from it can be kept as long as the part is.
 */
export interface Part {
  /** From the first character of the declaration to its last. */
  readonly text: string;
  /** Undefined where what was written makes no declaration. */
  readonly declaration: TopLevelDeclaration | undefined;
  /** What is wrong with the text in it and at its edges. */
  readonly problems: readonly SyntaxProblem[];
}

export interface PlacedPart {
  readonly part: Part;
  /** Where it begins in the file. */
  readonly start: number;
}

/** A file as its parts, in the order of the text. A part may lie in another where a declaration is misplaced. */
export interface PartedFile {
  readonly source: SourceFile;
  readonly parts: readonly PlacedPart[];
  readonly comments: readonly Comment[];
  /** As `parse` gives them, at most 100. */
  readonly problems: readonly SyntaxProblem[];
  /** Whether every bracket has its partner, and every character a meaning. */
  readonly balanced: boolean;
}

/** What a part was read from: it stands for every piece of text of which this is the same. */
interface Reading extends Part {
  readonly types: readonly TokenType[];
  readonly offsets: readonly number[];
  readonly docs: ReadonlyMap<number, string>;
  readonly known: readonly SyntaxProblem[];
  readonly parserProblems: readonly SyntaxProblem[];
  /** Whether nothing came behind it. */
  readonly last: boolean;
}

interface PlacedReading {
  readonly part: Reading;
  readonly start: number;
}

interface Segment {
  readonly tokens: readonly IToken[];
  readonly start: number;
  readonly end: number;
  /** Where the line end behind it counts: lines that are no declarations are left out before. */
  readonly reach: number;
}

/**
 * Reads a file in parts, taking those that have not changed from an earlier reading: of a file in which one
 * declaration is edited, that one is read. Declarations, problems and comments are those that `parse` gives.
 */
export function readParts(source: SourceFile, previous?: PartedFile): PartedFile {
  return (previous && readOnePart(source, previous)) ?? readAllParts(source, previous);
}

function readAllParts(source: SourceFile, previous: PartedFile | undefined): PartedFile {
  const { text } = source;
  const binary = binaryProblem(text);
  if (binary) return { source, parts: [], comments: [], problems: [binary], balanced: false };
  const readable = readableLength(text);
  const lexed = tokenize(readable.length < text.length ? text.slice(0, readable.length) : text);
  const balanced = lexed.problems.length === 0 && pairsUp(lexed.tokens);
  const laidOut = layOut(text, lexed, readable.problem);
  const known = [...laidOut.problems].sort(byPlace);
  const segments = segmentsOf(laidOut.tokens);
  const pool = poolOf(previous);
  const parts: PlacedReading[] = segments.map((segment, index) => {
    const candidate = describe(text, segment, laidOut.docs, known, index === segments.length - 1);
    return { part: takeEqual(pool, candidate) ?? read(candidate, segment), start: segment.start };
  });
  const found = parserProblemsOf(parts);
  if (found.length >= shownProblems) return partsOf(source, parse(source));
  const problems = [...known, ...found].sort(byPlace).slice(0, shownProblems);
  parts.sort((a, b) => a.start - b.start);
  return { source, parts, comments: lexed.comments, problems, balanced };
}

function parserProblemsOf(parts: readonly PlacedReading[]): readonly SyntaxProblem[] {
  return parts.flatMap(({ part, start }) => part.parserProblems.map((problem) => shifted(problem, start)));
}

/** Texts this long are looked through as a whole: they may pass a limit. */
const longText = 500_000;

/**
 * Reads a file again after a change within one declaration. What the layout pass says of the other declarations
 * stays the same as long as all brackets pair up before and after, and nothing between declarations is a problem;
 * where that may not be so, the result is undefined.
 */
function readOnePart(source: SourceFile, previous: PartedFile): PartedFile | undefined {
  const { text } = source;
  const before = previous.source.text;
  if (text.length > longText || !previous.balanced || !previous.parts.every(isReading)) return undefined;
  const readings = previous.parts as readonly PlacedReading[];
  const shorter = Math.min(text.length, before.length);
  let first = 0;
  while (first < shorter && text.charCodeAt(first) === before.charCodeAt(first)) first++;
  let same = 0;
  while (
    same < shorter - first &&
    text.charCodeAt(text.length - 1 - same) === before.charCodeAt(before.length - 1 - same)
  )
    same++;
  const index = readings.findLastIndex(({ start }) => start < first);
  const old = readings[index];
  const growth = text.length - before.length;
  if (!old || before.length - same >= old.start + old.part.text.length) return undefined;
  const [start, end] = [old.start, old.start + old.part.text.length + growth];
  if (!readings.every((each, at) => isApart(each, readings[at - 1]))) return undefined;
  const isInParts = ({ span }: SyntaxProblem): boolean =>
    readings.some((each) => span.start >= each.start && span.end < each.start + each.part.text.length);
  if (previous.problems.length >= shownProblems || !previous.problems.every(isInParts)) return undefined;

  const piece = text.slice(start, end);
  if (hasStrangeCharacter(piece)) return undefined;
  const lexed = tokenize(piece);
  if (lexed.problems.length > 0 || !pairsUp(lexed.tokens)) return undefined;
  const laidOut = layOut(piece, lexed);
  const [segment, ...others] = segmentsOf(laidOut.tokens);
  if (!segment || others.length > 0 || segment.start !== 0 || segment.end !== piece.length) return undefined;
  const known = [...laidOut.problems].sort(byPlace);
  if (known.some(({ span }) => span.end >= piece.length)) return undefined;
  const doc = old.part.docs.get(0);
  const docs = doc === undefined ? laidOut.docs : new Map([...laidOut.docs, [0, doc]]);
  const whole = { ...segment, reach: old.part.last ? Infinity : segment.end };
  const part = read(describe(piece, whole, docs, known, old.part.last), whole);
  const parts = readings.map((each, at): PlacedReading => {
    if (at === index) return { part, start };
    return each.start > start ? { part: each.part, start: each.start + growth } : each;
  });
  const move = (span: Span, by: number): Span => ({ start: span.start + by, end: span.end + by });
  const comments = [
    ...previous.comments.filter(({ span }) => span.end <= start),
    ...lexed.comments.map((each) => ({ ...each, span: move(each.span, start) })),
    ...previous.comments
      .filter(({ span }) => span.start >= end - growth)
      .map((each) => (growth === 0 ? each : { ...each, span: move(each.span, growth) })),
  ];
  const problems = parts
    .flatMap(({ part: each, start: at }) => each.problems.map((problem) => shifted(problem, at)))
    .sort(byPlace);
  if (problems.length >= shownProblems) return undefined;
  return { source, parts, comments, problems, balanced: true };
}

function isReading({ part }: PlacedPart): boolean {
  return 'types' in part;
}

/** Whether a part, if it is not the first, begins behind the one before it. */
function isApart({ start }: PlacedReading, before: PlacedReading | undefined): boolean {
  return before === undefined || start > before.start + before.part.text.length;
}

/** A file as a whole, as `parse` gives it, for what wants spans that count from the beginning of the file. */
function partsOf(
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
function segmentsOf(tokens: readonly IToken[]): readonly Segment[] {
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

type Candidate = Omit<Reading, 'declaration' | 'problems' | 'parserProblems'>;

function describe(
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
    types: tokens.map((token) => token.tokenType),
    offsets: tokens.map((token) => token.startOffset - start),
    docs: own,
    known: known
      .filter(({ span }) => span.start <= Math.max(end, reach) && span.end >= start)
      .map((problem) => shifted(problem, -start)),
    last,
  };
}

function read(candidate: Candidate, { tokens, start, end, reach }: Segment): Reading {
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
  for (const { part } of previous?.parts ?? []) {
    if (!('types' in part)) continue;
    const same = pool.get(part.text);
    if (same) same.push(part as Reading);
    else pool.set(part.text, [part as Reading]);
  }
  return pool;
}

function takeEqual(pool: Map<string, Reading[]>, candidate: Candidate): Reading | undefined {
  const same = pool.get(candidate.text);
  const index = same?.findIndex((reading) => isEqual(reading, candidate)) ?? -1;
  return index < 0 ? undefined : same!.splice(index, 1)[0];
}

function isEqual(reading: Reading, candidate: Candidate): boolean {
  return (
    (reading.last === candidate.last || reading.problems.length === 0) &&
    reading.offsets.length === candidate.offsets.length &&
    reading.offsets.every((offset, index) => offset === candidate.offsets[index]) &&
    reading.types.every((type, index) => type === candidate.types[index]) &&
    reading.docs.size === candidate.docs.size &&
    [...reading.docs].every(([offset, doc]) => candidate.docs.get(offset) === doc) &&
    reading.known.length === candidate.known.length &&
    (reading.known.length === 0 || JSON.stringify(reading.known) === JSON.stringify(candidate.known))
  );
}

function shifted(problem: SyntaxProblem, by: number): SyntaxProblem {
  const move = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  return {
    ...problem,
    span: move(problem.span),
    ...(problem.fix ? { fix: { ...problem.fix, span: move(problem.fix.span) } } : {}),
    ...(problem.related
      ? { related: problem.related.map((each) => ({ ...each, span: move(each.span) })) }
      : {}),
  };
}
