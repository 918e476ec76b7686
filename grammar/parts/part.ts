import type { TokenType } from 'chevrotain';
import type { Comment, SyntaxProblem, TopLevelDeclaration } from '../ast.ts';
import type { SourceFile, Span } from '../source.ts';

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
  /** The one stretch for which that is not so, where the rest is known to be read the same with it and without it. */
  readonly unbalanced?: UnbalancedStretch;
}

/** A stretch of a part with a bracket that has no partner in it. */
export interface UnbalancedStretch extends Span {
  readonly part: Part;
}

/** A part with what it was read from. */
export interface Reading extends Part {
  /** The tokens, as far as they count: a text of which this is the same reads the same. Undefined where unknown. */
  readonly layout: TokenLayout | undefined;
  readonly docs: ReadonlyMap<number, string>;
  /** What the lexer and the layout pass found wrong. */
  readonly known: readonly SyntaxProblem[];
  readonly parserProblems: readonly SyntaxProblem[];
  /** Whether nothing came behind it. */
  readonly last: boolean;
}

export interface TokenLayout {
  readonly types: readonly TokenType[];
  readonly offsets: readonly number[];
}

export interface PlacedReading {
  readonly part: Reading;
  readonly start: number;
}

export function isReading(placed: PlacedPart): placed is PlacedReading {
  return 'known' in placed.part;
}
