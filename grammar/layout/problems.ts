import type { IToken, TokenType } from 'chevrotain';
import type { SyntaxProblem } from '../ast.ts';
import { limits } from '../build-ast.ts';
import { memberHelp, topLevelHelp } from '../member-places.ts';
import type { Span } from '../source.ts';
import { endOf, spanAt, spanOf } from '../token-places.ts';
import * as t from '../tokens.ts';
import type { Level } from './look-ahead.ts';

/** What the layout pass finds wrong, in words. */

export function tooDeepBrackets(opener: IToken): SyntaxProblem {
  return {
    code: 'KM2004',
    message: `Brackets are nested deeper than ${limits.nesting} here.`,
    span: spanOf(opener),
    help: 'name the inner parts with `branch`, or move them into a `block`.',
  };
}

/** `at` is where the closing bracket goes; `noticed` is the token that shows that it is missing. */
export function unclosed(
  opener: IToken,
  closer: TokenType,
  at: number,
  because: string,
  noticed: IToken | undefined,
): SyntaxProblem {
  const text = closer.LABEL!;
  const newText = closer === t.CloseBrace ? ` ${text}` : text;
  return {
    code: 'KM0002',
    message: `This \`${opener.image}\` is never closed.`,
    span: spanOf(opener),
    help: `close it with \`${text}\`.`,
    fix: { title: `Insert \`${text}\``, span: spanAt(at), newText },
    ...(noticed ? { related: [{ span: spanOf(noticed), message: because }] } : {}),
  };
}

/** `if deep = 2 { … }` */
export function equalsInCondition(token: IToken): SyntaxProblem {
  return {
    code: 'KM0002',
    message: '`=` gives a name its value, and does not compare.',
    span: spanOf(token),
    fix: { title: 'Write `==`', span: spanOf(token), newText: '==' },
  };
}

/** `x -> else { … }`, `x -> Dense(2) else { … }` */
export function elseWithoutIf(token: IToken): SyntaxProblem {
  return {
    code: 'KM0002',
    message: '`else` stands behind the braces of an `if`, and here is none.',
    span: spanOf(token),
    help: 'for example `x -> if deep { Dense(8) } else { Dense(4) }`.',
  };
}

export function wrongCloser(opener: IToken, found: IToken, closer: TokenType): SyntaxProblem {
  const text = closer.LABEL!;
  return {
    code: 'KM0002',
    message: `\`${opener.image}\` is closed by \`${found.image}\`.`,
    span: spanOf(found),
    related: [{ span: spanOf(opener), message: `\`${opener.image}\` stands here` }],
    fix: { title: `Write \`${text}\``, span: spanOf(found), newText: text },
  };
}

export function strayCloser(closer: IToken): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `This \`${closer.image}\` closes nothing.`,
    span: spanOf(closer),
    fix: { title: `Remove \`${closer.image}\``, span: spanOf(closer), newText: '' },
  };
}

export function closedTooEarly(closer: IToken, opener: Span, member: IToken): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `This \`}\` closes more than was opened: \`${member.image}\` after it belongs inside the braces.`,
    span: spanOf(closer),
    related: [{ span: opener, message: 'the braces begin here' }],
    fix: { title: 'Remove `}`', span: spanOf(closer), newText: '' },
  };
}

/** `what` stands in braces, and the opening one is missing at `at`. */
export function missingBrace(what: string, at: number): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `${what} in braces, but no \`{\` stands here.`,
    span: spanAt(at),
    fix: { title: 'Insert `{`', span: spanAt(at), newText: ' {' },
  };
}

/** `input x float32[3]` */
export function missingColon(name: IToken, type: IToken): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `\`:\` is needed between \`${name.image}\` and its type.`,
    span: spanOf(type),
    fix: { title: 'Insert `:`', span: spanAt(endOf(name)), newText: ':' },
  };
}

/** `input x = float32[3]` */
export function equalsForType(name: IToken, equals: IToken, text: string): SyntaxProblem {
  return {
    ...equalsForColon(name, equals, text),
    message: `\`${name.image}\` gets its type with \`:\`, not with \`=\`.`,
  };
}

/** `input x: float32(4)` */
export function parenthesesForSizes(
  dtype: IToken,
  opener: IToken,
  closer: IToken,
  text: string,
): SyntaxProblem {
  const sizes = `[${text.slice(endOf(opener), closer.startOffset)}]`;
  return {
    code: 'KM0002',
    message: `The sizes of a type stand in brackets: \`${dtype.image}${sizes}\`.`,
    span: spanOf(opener),
    fix: {
      title: `Write \`${sizes}\``,
      span: { start: opener.startOffset, end: endOf(closer) },
      newText: sizes,
    },
  };
}

/** `Dense 10`, `Dense 10)`. */
export function missingParenthesis(
  layer: IToken,
  first: IToken,
  { end, isClosed }: { readonly end: number; readonly isClosed: boolean },
  text: string,
): SyntaxProblem {
  const given = text.slice(first.startOffset, end);
  const span = { start: endOf(layer), end };
  return {
    code: 'KM0002',
    message: `The arguments of \`${layer.image}\` stand in parentheses.`,
    span: spanOf(first),
    fix: { title: 'Add parentheses', span, newText: isClosed ? `(${given}` : `(${given})` },
  };
}

/** `Dense(units=10)`, as Python has it. */
export function equalsForColon(name: IToken, equals: IToken, text: string): SyntaxProblem {
  const hasSpace = /\s/.test(text.charAt(endOf(equals)));
  return {
    code: 'KM0002',
    message: `\`${name.image}\` gets its value with \`:\`, not with \`=\`.`,
    span: spanOf(equals),
    fix: {
      title: 'Write `:`',
      span: { start: endOf(name), end: endOf(equals) },
      newText: hasSpace ? ':' : ': ',
    },
  };
}

/** `brnach y = x` */
export function misspelled(word: IToken, meant: string): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `No declaration begins with \`${word.image}\`. Did you mean \`${meant}\`?`,
    span: spanOf(word),
    fix: { title: `Write \`${meant}\``, span: spanOf(word), newText: meant },
  };
}

/** `Name(parameters) {` without a word before it. */
export function modelOrBlock(name: IToken): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `Nothing says whether \`${name.image}\` is a model or a block.`,
    span: spanOf(name),
    help: 'begin the line with `model`, or with `block` for a part of one.',
    fix: { title: 'Insert `model`', span: spanAt(name.startOffset), newText: 'model ' },
  };
}

/** `y = x` without a word before it. */
export function undeclared(name: IToken, missing: 'const' | 'branch'): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `\`${name.image}\` has a value here, but nothing says what it is.`,
    span: spanOf(name),
    help:
      missing === 'const'
        ? 'a constant begins with `const`.'
        : 'a tensor begins with `branch`, an output with `head`, a layer with one set of weights with `shared`.',
    fix: { title: `Insert \`${missing}\``, span: spanAt(name.startOffset), newText: `${missing} ` },
  };
}

export function belongsAtTop(keyword: IToken): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `\`${keyword.image}\` stands at the top of a file, not inside a model or block.`,
    span: spanOf(keyword),
    help: 'move it out of the braces.',
  };
}

/** A line that begins with none of the words of its place, and cannot be mended. */
export function notADeclaration(
  token: IToken,
  next: IToken | undefined,
  level: Level | undefined,
  inFile: boolean,
): SyntaxProblem {
  const shown = `\`${token.image}\``;
  const place = { code: 'KM0002', span: spanOf(token) } as const;
  if (inFile && level === 'member') {
    return {
      ...place,
      message: `${shown} stands inside a model or block, not at the top of a file.`,
      help: 'move it into the braces of `model Name { … }`.',
    };
  }
  if (!inFile && level === 'top') return belongsAtTop(token);
  if (inFile) {
    return {
      ...place,
      message: `${shown} begins no declaration.`,
      help: topLevelHelp(),
    };
  }
  if (next?.tokenType === t.Arrow) {
    return {
      ...place,
      message: 'This pipeline has no name.',
      help: 'begin it with `branch name =`, or with `head name =` if it is an output.',
    };
  }
  return {
    ...place,
    message: `${shown} begins no declaration.`,
    help: memberHelp(),
  };
}
