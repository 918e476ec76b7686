import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import type { SyntaxProblem } from './ast.ts';
import { limits } from './build-ast.ts';
import { anyMemberWord, anyTopLevelWord } from './member-places.ts';
import type { Span } from './source.ts';
import { endOf, spanAt, spanOf } from './token-places.ts';
import * as t from './tokens.ts';

/** What each rule needs where it can't go on, in the words of messages. */
const neededByRule: Readonly<Record<string, string>> = {
  file: 'a declaration',
  declaration: anyTopLevelWord,
  member: anyMemberWord,
  target: 'a name',
  operand: 'a value',
  expression: 'a value',
  stage: 'a layer or the name of a shared one',
  stages: 'a layer',
  size: 'a size',
  if: '`{` or `if`',
};

/** What the name is that a rule needs, where it isn't just any. */
const nameByCaller: Readonly<Record<string, string>> = {
  parameterType: 'a type such as `int`',
  tensorType: 'a type such as `float32[28, 28]`',
};

/**
 * Chevrotain asks this for messages. The answers are only the phrase that says what was needed: the message
 * around it is made by {@link syntaxProblem}, which knows the place.
 */
export const neededPhrases: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => neededToken(expected),
  buildNoViableAltMessage: ({ ruleName }) => neededByRule[ruleName] ?? 'something else',
  buildEarlyExitMessage: ({ ruleName }) => neededByRule[ruleName] ?? 'something else',
  buildNotAllInputParsedMessage: () => 'a declaration',
};

function neededToken(expected: TokenType): string {
  if (expected === t.Name) return 'a name';
  if (expected === t.Text) return 'a path such as `"./file.kmodel"`';
  return `\`${expected.LABEL ?? expected.name}\``;
}

/** Where the parser stood when it could not go on. */
export interface Failure {
  readonly rule: string;
  /** The rule that called it. */
  readonly caller: string;
  readonly needed: string;
  readonly previous: IToken | undefined;
  /** Whether a line ends between the two. */
  readonly onNextLine: boolean;
  /** Undefined at the end of the text. */
  readonly found: IToken | undefined;
  /** `Dense(8)(x)`, where that was written: the whole of it, and as a pipeline. */
  readonly applied?: { readonly span: Span; readonly pipeline: string };
}

const operandStarts: ReadonlySet<TokenType> = new Set([
  t.Name,
  t.ArgumentName,
  t.Number,
  t.Text,
  t.BooleanWord,
  t.None,
  t.OpenBracket,
  t.OpenBrace,
  t.OpenParenthesis,
]);

const closers: ReadonlySet<string> = new Set(['`)`', '`]`', '`}`']);

/** One problem in words: what stands there, what is needed, and the edit that helps. */
export function syntaxProblem(failure: Failure): SyntaxProblem {
  const { found, previous, rule } = failure;
  const end = previous ? endOf(previous) : 0;
  const span = found && found.image !== '' ? spanOf(found) : spanAt(end);
  const starts = found !== undefined && operandStarts.has(found.tokenType);
  if (failure.applied) {
    const { span: whole, pipeline } = failure.applied;
    return {
      code: 'KM0002',
      message: 'What flows into a layer stands before it, and not behind it in parentheses.',
      span,
      help: `write \`${pipeline}\`.`,
      fix: { title: `Write \`${pipeline}\``, span: whole, newText: pipeline },
    };
  }
  if (
    starts &&
    closers.has(failure.needed) &&
    rule !== 'group' &&
    rule !== 'stages' &&
    rule !== 'body' &&
    previous?.tokenType !== t.Comma &&
    !opens(previous)
  ) {
    return {
      code: 'KM0002',
      message: `A comma is needed before ${shown(found)}.`,
      span,
      fix: { title: 'Insert `,`', span: spanAt(end), newText: ',' },
    };
  }
  if (rule === 'stages' && starts && !opens(previous)) {
    return {
      code: 'KM0002',
      message: `\`->\` is needed before ${shown(found)}: it joins one layer to the next.`,
      span,
      fix: { title: 'Insert `->`', span: spanAt(end), newText: ' ->' },
    };
  }
  if (rule === 'group' && found?.tokenType === t.Comma) {
    return {
      code: 'KM0002',
      message: 'Parentheses hold one value, but `,` stands here.',
      span,
      help: 'lists are written in brackets: `[3, 3]`.',
    };
  }
  // Behind the last declaration of a text the parser names no rule.
  const isBehind = rule === 'file' || failure.needed === 'a declaration';
  if (isBehind || (rule === 'body' && failure.needed === '`}`')) {
    return afterDeclaration(failure, span, starts);
  }
  return {
    code: 'KM0002',
    message: needsMessage(failure),
    span: failure.onNextLine ? spanAt(end) : span,
    ...helpFor(failure),
    ...insertion(failure, end, starts),
  };
}

/** A declaration is complete, and more follows on its line. */
function afterDeclaration(failure: Failure, span: Span, starts: boolean): SyntaxProblem {
  const { found, previous } = failure;
  if (found?.tokenType === t.BinaryOperatorToken || found?.tokenType === t.PrefixOperator) {
    return {
      code: 'KM0002',
      message: `${shown(found)} cannot stand here.`,
      span,
      help: 'operators join tensors, not the stages of a pipeline: put the pipeline before it in parentheses.',
    };
  }
  if (found?.tokenType === t.Comma && found.image !== '') {
    return {
      code: 'KM0002',
      message: 'No comma stands behind a declaration or its layers.',
      span,
      fix: { title: 'Remove `,`', span, newText: '' },
    };
  }
  if (found && isKeyword(found)) {
    return {
      code: 'KM0002',
      message: `A new line is needed before ${shown(found)}: it begins a declaration.`,
      span,
      fix: { title: 'Begin a new line', span: spanAt(previous ? endOf(previous) : 0), newText: '\n' },
    };
  }
  return {
    code: 'KM0002',
    message: `${shown(found)} cannot stand behind ${previous ? shown(previous) : 'what is before it'}.`,
    span,
    help: joiningHelp(failure, starts),
  };
}

function joiningHelp({ found, previous }: Failure, starts: boolean): string {
  if (found?.image === 'else') return 'the layers after `else` stand in braces.';
  if (previous?.image === 'repeat') return '`repeat` has a number before its braces: `repeat 4 { … }`.';
  if (previous?.image === 'if') return '`if` has a condition before its braces: `if deep { … }`.';
  return starts
    ? 'join layers with `->`; a new declaration begins on a new line.'
    : 'a declaration ends with its line.';
}

function isKeyword(token: IToken): boolean {
  return t.memberWords.has(token.image) || t.topLevelWords.has(token.image);
}

function needsMessage({ onNextLine, needed: phrase, rule, caller, previous, found }: Failure): string {
  const needed =
    rule === 'stages' && phrase === '`}`'
      ? 'a layer'
      : phrase === 'a name'
        ? (nameByCaller[caller] ?? phrase)
        : phrase;
  const needs =
    previous && previous.image !== ''
      ? `${capital(needed)} is needed after ${shown(previous)}`
      : `${capital(needed)} is needed here`;
  if (found === undefined) return `${needs}, but the text ends.`;
  if (onNextLine || found.tokenType === t.LineEnd || (found.tokenType === t.Comma && found.image === '')) {
    return `${needs}, but the line ends.`;
  }
  if (t.reservedWords.has(found.image) && needed === 'a name') {
    return `${needs}, but \`${found.image}\` is a reserved word.`;
  }
  return `${needs}, but ${shown(found)} stands here.`;
}

function helpFor({ rule, found, previous }: Failure): { help?: string } {
  if (found?.tokenType === t.QuestionMark)
    return { help: '`?` stands only for a size in a type: `float32[?, 64]`.' };
  if (rule === 'operand' && previous?.tokenType === t.Equals && found?.tokenType === t.Arrow) {
    return { help: 'a pipeline begins with what flows into it: `image -> …`.' };
  }
  return {};
}

/** `{ loss mse }`: the sign that is missing between two things that would fit. */
function insertion({ needed, rule }: Failure, end: number, starts: boolean): Pick<SyntaxProblem, 'fix'> {
  const sign =
    rule === 'settingValue' && needed === '`:`'
      ? ':'
      : rule === 'initializer' && needed === '`=`'
        ? ' ='
        : undefined;
  if (sign === undefined || !starts) return {};
  return { fix: { title: `Insert \`${sign.trim()}\``, span: spanAt(end), newText: sign } };
}

/** `repeat 4 { }` */
export function emptyStages(span: Span): SyntaxProblem {
  return { code: 'KM0002', message: 'A layer is needed between the braces.', span };
}

/** Where an expression nests deeper, or is longer, than any reader follows. */
export function tooDeep(span: Span): SyntaxProblem {
  return {
    code: 'KM2004',
    message: `This expression is nested deeper than ${limits.nesting}, or has more than ${limits.operators} parts.`,
    span,
    help: 'name parts of it with `branch` or `const`.',
  };
}

function opens(token: IToken | undefined): boolean {
  return (
    token?.tokenType === t.OpenParenthesis ||
    token?.tokenType === t.OpenBracket ||
    token?.tokenType === t.OpenBrace ||
    token?.tokenType === t.OpenStages
  );
}

function shown(token: IToken | undefined): string {
  if (token === undefined) return 'the end';
  const text = token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image;
  return text.includes('`') ? `"${text}"` : `\`${text}\``;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
