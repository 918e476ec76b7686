import type { IRecognitionException, IToken, ParserMethod, TokenType } from 'chevrotain';
import type * as ast from '../ast.ts';
import { identifier, missing, missingName } from '../build-ast.ts';
import { EmbeddedActionsParser, EOF } from '../chevrotain.ts';
import type { RecoveryState } from '../recovery.ts';
import type { Span } from '../source.ts';
import { endOf } from '../token-places.ts';
import * as t from '../tokens.ts';

/**
 * Brackets inside each other that are read in one go. Each takes some 40 calls of functions on the stack, of which
 * there is room for no more than 10,000 where the program has just begun.
 */
const deepest = 32;

/** Rules that give up on an error and leave it to the rule that called them. */
export const passing = { resyncEnabled: false } as const;

/** What all rules stand on: names, places in the text, and brackets so deep that they are read later. */
export abstract class BaseRules extends EmbeddedActionsParser {
  abstract readonly recovery: RecoveryState;
  protected docs: ReadonlyMap<number, string> = new Map();
  /** Brackets that are open around the current token, as far as this run of the rules knows. */
  protected depth = 0;
  /** Brackets that are still to be read. */
  protected postponed: (() => void)[] = [];

  /** Name = NAME */
  name = this.RULE('name', (): ast.Identifier => identifier(this.CONSUME(t.Name)), {
    recoveryValueFunc: missingNameAfter,
  });

  /** Whether the next bracket is so far inside others that it is read later. */
  protected isDeep(): boolean {
    return this.depth >= deepest && !this.RECORDING_PHASE;
  }

  /**
   * Passes over the bracket that comes next, and notes it to be read when the one around it is done; `fill` puts
   * what it holds in its place. Gives the place of the bracket.
   */
  protected postpone<T>(rule: ParserMethod<[], T>, fill: (found: T) => void): Span {
    const start = this.start();
    const at = this.recovery.skipBracket();
    const { coreRule } = rule as unknown as { coreRule: () => T | undefined };
    this.postponed.push(() => {
      this.recovery.readSkipped(at, () => {
        this.depth = 0;
        const found = coreRule.call(this);
        if (found !== undefined) fill(found);
      });
    });
    return this.spanFrom(start);
  }

  protected open(type: TokenType): number {
    this.depth++;
    return this.CONSUME(type).startOffset;
  }

  protected close(type: TokenType): void {
    this.depth--;
    this.CONSUME(type);
  }

  /**
   * Whether a repetition that begins with `type` runs at all. Asking first spares most expressions, which are
   * a lone name or number, the making of its closure.
   */
  protected sees(type: TokenType): boolean {
    return this.RECORDING_PHASE || this.LA(1).tokenType === type;
  }

  /** Where the next token begins; at the end of the text, where the last one ends. */
  protected start(): number {
    const { startOffset } = this.LA(1);
    return startOffset >= 0 ? startOffset : this.end();
  }

  /** Where the last token that was read ends. */
  protected end(): number {
    const token = this.LA(0);
    return token.startOffset >= 0 ? endOf(token) : 0;
  }

  protected spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.end()) };
  }

  /** From the beginning of the first child, or from `start` where a parenthesis stands before it. */
  protected spanOver(first: { readonly span?: Span }, start = Infinity): Span {
    return this.spanFrom(Math.min(start, first.span?.start ?? 0));
  }

  protected doc(start: number): { doc?: string } {
    const doc = this.docs.get(start);
    return doc === undefined ? {} : { doc };
  }
}

/** A required piece that is not there stands where the token before it ends. */
export function missingAfter(error: IRecognitionException): ast.Missing {
  return missing(endOfPrevious(error));
}

export function missingNameAfter(error: IRecognitionException): ast.Identifier {
  return missingName(endOfPrevious(error));
}

function endOfPrevious(error: IRecognitionException & { previousToken?: IToken }): number {
  const token = error.previousToken;
  return token !== undefined && token.startOffset >= 0 && token.tokenType !== EOF ? endOf(token) : 0;
}
