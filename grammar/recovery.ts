import type { IRecognitionException, IToken, TokenType } from 'chevrotain';
import type { SyntaxProblem } from './ast.ts';
import { appliedPipeline } from './applied-layers.ts';
import { EmbeddedActionsParser, EOF } from './chevrotain.ts';
import { isCloser, isOpener } from './layout/brackets.ts';
import { syntaxProblem, type Failure } from './syntax-problems.ts';
import { endOf, virtual } from './token-places.ts';
import * as t from './tokens.ts';

/** Problems shown for one file; the parser stops where there are more. */
export const shownProblems = 100;

/** Failures of rules, reported or not, after which a text is no model and reading on takes time for nothing. */
const bearableFailures = 10_000;

/** The problems of one run of the parser. */
export interface RecoveryState {
  readonly problems: SyntaxProblem[];
  /** Begins a run over tokens in which `known` problems were found before; they are sorted by place. */
  begin(known: readonly SyntaxProblem[], text: string): void;
  /** Another declaration begins: nothing of it is known yet, wherever it stands in the text. */
  beginDeclaration(): void;
  report(problem: SyntaxProblem): void;
  /** Moves behind the bracket that comes next, and gives its place among the tokens. */
  skipBracket(): number;
  /** Reads a bracket that was skipped with `work`, as if the text began there, and comes back. */
  readSkipped(at: number, work: () => void): void;
  /** Reports that the next token isn't what is `needed`, unless that is known. */
  reportMissing(needed: string): void;
}

/** The parts of Chevrotain's recovery that are replaced here. */
interface RecoveryHooks {
  tokVector: IToken[];
  tokVectorLength: number;
  currIdx: number;
  RULE_STACK: number[];
  RULE_STACK_IDX: number;
  RULE_OCCURRENCE_STACK: number[];
  RULE_OCCURRENCE_STACK_IDX: number;
  currRuleShortName: number;
  LA(howMuch: number): IToken;
  consumeToken(): void;
  shortRuleNameToFullName(shortName: number): string;
  flattenFollowSet(): TokenType[];
  SAVE_ERROR(error: IRecognitionException): IRecognitionException;
  SKIP_TOKEN(): IToken;
  reSyncTo(type: TokenType): IToken[];
  findReSyncTokenType(): TokenType;
  isInCurrentRuleReSyncSet(type: TokenType): boolean;
  tryInRuleRecovery(expected: TokenType, follows: TokenType[]): IToken;
  canRecoverWithSingleTokenDeletion(expected: TokenType): boolean;
  canTokenTypeBeInsertedInRecovery(type: TokenType): boolean;
  getTokenToInsert(type: TokenType): IToken;
}

/** A call longer than this, in characters, is not shown written otherwise. */
const longestApplication = 200;

/** Tokens that may be taken as written where they are missing and the next token fits behind them. */
const insertable: ReadonlySet<TokenType> = new Set([t.Name, t.Equals, t.Colon, t.From]);

/**
 * Teaches a parser to recover as an editor needs it:
 * - Brackets are in pairs (the layout pass sees to that), so skipping never enters or leaves a bracket.
 * - Every rule that has something to stand for a missing piece goes on at the nearest token that any rule around
 *   it can go on with, instead of leaving that to the outermost.
 * - A problem is left out where one is known already: at a place that the lexer or the layout pass reported,
 *   and where the parser has not moved on since the last one.
 */
export function installRecovery(parser: EmbeddedActionsParser): RecoveryState {
  const hooks = parser as unknown as RecoveryHooks;
  const base = EmbeddedActionsParser.prototype as unknown as RecoveryHooks;
  let problems: SyntaxProblem[] = [];
  let known: readonly SyntaxProblem[] = [];
  let failures = 0;
  let text = '';
  let quietUntil = -Infinity;
  let partners: Int32Array | undefined;

  const state: RecoveryState = {
    get problems() {
      return problems;
    },
    begin(found, wholeText) {
      text = wholeText;
      problems = [];
      known = found;
      failures = 0;
      quietUntil = -Infinity;
      partners = undefined;
    },
    beginDeclaration() {
      quietUntil = -Infinity;
    },
    report(problem) {
      problems.push(problem);
      if (problems.length >= shownProblems) stop();
    },
    skipBracket() {
      const at = hooks.currIdx;
      hooks.currIdx = behind(at + 1) - 1;
      return at;
    },
    readSkipped(at, work) {
      if (problems.length >= shownProblems) return;
      const { currIdx, currRuleShortName, RULE_STACK_IDX, RULE_OCCURRENCE_STACK_IDX } = hooks;
      const outermost = [hooks.RULE_STACK[0]!, hooks.RULE_OCCURRENCE_STACK[0]!] as const;
      hooks.currIdx = at;
      hooks.RULE_STACK_IDX = -1;
      hooks.RULE_OCCURRENCE_STACK_IDX = -1;
      quietUntil = -Infinity;
      work();
      [hooks.RULE_STACK[0], hooks.RULE_OCCURRENCE_STACK[0]] = outermost;
      Object.assign(hooks, { currRuleShortName, RULE_STACK_IDX, RULE_OCCURRENCE_STACK_IDX });
      hooks.currIdx = Math.min(currIdx, hooks.tokVectorLength - 1);
    },
    reportMissing(needed) {
      const token = hooks.LA(1);
      fail(token, 'operand', '', needed);
      quietAt(token);
    },
  };

  /** Ends the text here: the rules in progress give what they have. */
  function stop(): void {
    const end = hooks.tokVector.at(-1)!;
    hooks.tokVector.length = Math.max(0, hooks.currIdx + 1);
    hooks.tokVectorLength = hooks.tokVector.length;
    hooks.tokVector.push(end, end);
    partners = undefined;
  }

  function partnerOf(index: number): number {
    if (partners === undefined) {
      partners = new Int32Array(hooks.tokVectorLength).fill(-1);
      const open: number[] = [];
      for (let at = 0; at < hooks.tokVectorLength; at++) {
        const type = hooks.tokVector[at]!.tokenType;
        if (isOpener(type)) open.push(at);
        else if (isCloser(type)) {
          const opener = open.pop();
          if (opener !== undefined) partners[opener] = at;
        }
      }
    }
    return partners[index] ?? -1;
  }

  /** Index of the token behind the one at `index`, or behind the closing bracket if that one opens. */
  function behind(index: number): number {
    const token = hooks.tokVector[index];
    if (token === undefined || !isOpener(token.tokenType)) return index + 1;
    const partner = partnerOf(index);
    return partner === -1 ? index + 1 : partner + 1;
  }

  /** Index of a token that the parser has just met or skipped. */
  function indexOf(token: IToken): number {
    if (token.tokenType === EOF) return hooks.tokVectorLength;
    let index = Math.min(hooks.currIdx + 1, hooks.tokVectorLength);
    while (index >= 0 && hooks.tokVector[index] !== token) index--;
    return index;
  }

  function tokenBefore(token: IToken): IToken | undefined {
    return hooks.tokVector[indexOf(token) - 1];
  }

  /** Whether the layout pass reported something in the declaration of a token: what follows may come from that. */
  function isInMendedDeclaration(token: IToken): boolean {
    const index = indexOf(token);
    let first = index;
    while (first > 0 && hooks.tokVector[first - 1]!.tokenType !== t.LineEnd) first--;
    let last = index;
    while (last < hooks.tokVectorLength && hooks.tokVector[last]!.tokenType !== t.LineEnd) last++;
    const from = hooks.tokVector[first]?.startOffset ?? 0;
    const to = last < hooks.tokVectorLength ? hooks.tokVector[last]!.startOffset : Infinity;
    return known.some(({ code, span }) => code !== 'KM0001' && span.start >= from && span.start <= to);
  }

  function isKnown(token: IToken): boolean {
    if (token.tokenType === EOF ? quietUntil === Infinity : token.startOffset <= quietUntil) return true;
    if (
      token.image === '' &&
      token.tokenType !== EOF &&
      (isCloser(token.tokenType) || isOpener(token.tokenType))
    ) {
      return true;
    }
    const previous = tokenBefore(token);
    if (previous?.image === '' && isCloser(previous.tokenType)) return true;
    const from = previous ? endOf(previous) : 0;
    const to = token.tokenType === EOF ? Infinity : endOf(token);
    return known.some(({ span }) => span.start <= to && span.end >= from) || isInMendedDeclaration(token);
  }

  function fail(token: IToken, rule: string, caller: string, needed: string): void {
    if (isKnown(token) || problems.length >= shownProblems) return;
    const previous = tokenBefore(token);
    state.report(
      syntaxProblem({
        rule,
        caller,
        needed,
        previous,
        onNextLine: previous !== undefined && /[\r\n]/.test(text.slice(endOf(previous), token.startOffset)),
        found: token.tokenType === EOF ? undefined : token,
        ...applicationAt(token, previous),
      }),
    );
  }

  /** `Dense(8)(x)`, met at its second parenthesis. */
  function applicationAt(token: IToken, previous: IToken | undefined): Pick<Failure, 'applied'> {
    if (token.tokenType !== t.OpenParenthesis || previous?.tokenType !== t.CloseParenthesis) return {};
    const index = indexOf(token);
    const end = partnerOf(index);
    let start = index - 1;
    for (let depth = 0; start >= 0; start--) {
      const { tokenType } = hooks.tokVector[start]!;
      if (isCloser(tokenType)) depth++;
      else if (isOpener(tokenType) && --depth === 0) break;
    }
    const layer = hooks.tokVector[start - 1];
    if (end < index + 2 || layer?.tokenType !== t.Name || hooks.tokVector[start - 2]?.tokenType === t.Arrow)
      return {};
    const closer = hooks.tokVector[end]!;
    if (closer.image === '' || endOf(closer) - layer.startOffset > longestApplication) return {};
    const bare = appliedPipeline({ tokens: hooks.tokVector, text, partnerOf }, start - 1, index);
    // Operators join no pipelines without parentheses.
    const isOperand = [hooks.tokVector[start - 2], hooks.tokVector[end + 1]].some(
      (each) => each?.tokenType === t.BinaryOperatorToken || each?.tokenType === t.PrefixOperator,
    );
    const pipeline = isOperand ? `(${bare})` : bare;
    return { applied: { span: { start: layer.startOffset, end: endOf(closer) }, pipeline } };
  }

  hooks.SAVE_ERROR = (error) => {
    const { RULE_STACK: stack, RULE_STACK_IDX: top } = hooks;
    const nameAt = (index: number): string => (index < 0 ? '' : hooks.shortRuleNameToFullName(stack[index]!));
    fail(error.token, nameAt(top), nameAt(top - 1), error.message);
    quietAt(error.token);
    quietAt(hooks.LA(1));
    if (++failures >= bearableFailures) stop();
    if (hooks.LA(1) !== error.token) quietLine();
    return error;
  };

  /** What was skipped may be what the rest of the line misses. */
  function quietLine(): void {
    let index = hooks.currIdx + 1;
    const ends = (token: IToken): boolean =>
      token.tokenType === t.LineEnd || (token.tokenType === t.Comma && token.image === '');
    while (index < hooks.tokVectorLength && !ends(hooks.tokVector[index]!)) index++;
    const last = hooks.tokVector[index];
    if (last) quietAt(last);
  }

  function quietAt(token: IToken): void {
    quietUntil = token.tokenType === EOF ? Infinity : Math.max(quietUntil, token.startOffset);
  }

  hooks.SKIP_TOKEN = () => {
    if (hooks.currIdx <= hooks.tokVectorLength - 2) hooks.currIdx = behind(hooks.currIdx + 1) - 1;
    return hooks.LA(1);
  };

  hooks.reSyncTo = (type) => {
    const before = hooks.currIdx;
    while (hooks.LA(1).tokenType !== type && hooks.LA(1).tokenType !== EOF) hooks.SKIP_TOKEN();
    quietAt(hooks.LA(1));
    if (hooks.currIdx > before) quietLine();
    return [];
  };

  hooks.findReSyncTokenType = () => {
    const wanted = new Set(hooks.flattenFollowSet());
    for (let index = hooks.currIdx + 1; index < hooks.tokVectorLength; index = behind(index)) {
      const { tokenType } = hooks.tokVector[index]!;
      if (wanted.has(tokenType)) return tokenType;
    }
    return EOF;
  };

  hooks.isInCurrentRuleReSyncSet = () => true;

  hooks.tryInRuleRecovery = (expected, follows) => {
    if (isCloser(expected)) {
      while (hooks.LA(1).tokenType !== expected && hooks.LA(1).tokenType !== EOF) hooks.SKIP_TOKEN();
      quietAt(hooks.LA(1));
      if (hooks.LA(1).tokenType === expected) {
        hooks.consumeToken();
        return hooks.LA(0);
      }
    }
    return base.tryInRuleRecovery.call(hooks, expected, follows);
  };

  hooks.canRecoverWithSingleTokenDeletion = (expected) => {
    const { tokenType } = hooks.LA(1);
    if (isOpener(tokenType) || isCloser(tokenType) || tokenType === t.LineEnd || tokenType === EOF)
      return false;
    return hooks.LA(2).tokenType === expected;
  };

  hooks.canTokenTypeBeInsertedInRecovery = (type) => insertable.has(type);

  hooks.getTokenToInsert = (tokenType) => {
    const previous = hooks.LA(0);
    const startOffset = previous.startOffset >= 0 ? endOf(previous) : 0;
    return virtual(tokenType, startOffset);
  };

  return state;
}
