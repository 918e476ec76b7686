import type { IToken, Lexer as ChevrotainLexer } from 'chevrotain';
import type { Comment, SyntaxProblem } from './ast.ts';
import type { Span } from './source.ts';
import { Lexer } from './chevrotain.ts';
import { Arrow, Text, tokenTypes } from './tokens.ts';
import { stringProblems } from './strings.ts';

/** What the lexer reads: words are all names still, comments stand apart. */
export interface LexedText {
  readonly tokens: IToken[];
  readonly comments: readonly Comment[];
  readonly problems: SyntaxProblem[];
}

/** More problems than anybody reads. */
export const maximumProblems = 1000;

let lexer: ChevrotainLexer | undefined;

/** Built on first use: a program that never reads a model doesn't pay for it. */
function sharedLexer(): ChevrotainLexer {
  lexer ??= new Lexer([...tokenTypes], {
    positionTracking: 'onlyOffset',
    skipValidations: true,
    ensureOptimizations: true,
  });
  return lexer;
}

/**
 * Splits a text into tokens. Characters that belong to no token are problems and are left out, a run of them
 * together; strings and comments that are never closed end with their line or with the text.
 */
export function tokenize(text: string): LexedText {
  const { tokens, groups } = sharedLexer().tokenize(text);
  const problems: SyntaxProblem[] = [];
  for (const { image, startOffset } of (groups['strange'] ?? []).slice(0, maximumProblems)) {
    if (problems.at(-1) && problems.at(-1)!.span.end > startOffset) continue;
    problems.push(
      namespaceProblem(text, image, startOffset) ??
        pipeProblem(text, image, startOffset) ??
        matrixProductProblem(text, image, startOffset) ??
        unexpectedCharacters(image, startOffset),
    );
  }
  for (const token of tokens) {
    if (token.tokenType === Arrow && token.image !== '->') problems.push(otherArrow(token));
    if (token.tokenType === Text && problems.length < 2 * maximumProblems)
      problems.push(...stringProblems(token.image, token.startOffset));
  }
  const comments = (groups['comments'] ?? []).map(toComment);
  const last = comments.at(-1);
  if (last?.kind === 'BlockComment' && (last.text.length < 4 || !last.text.endsWith('*/'))) {
    problems.push({
      code: 'KM0001',
      message: 'This comment is never closed.',
      span: { start: last.span.start, end: last.span.start + 2 },
      help: 'close it with `*/`; comments do not nest.',
    });
  }
  return { tokens, comments, problems };
}

function otherArrow({ startOffset, image }: IToken): SyntaxProblem {
  return notAnArrow({ start: startOffset, end: startOffset + image.length }, image);
}

function notAnArrow(span: Span, image: string): SyntaxProblem {
  return {
    code: 'KM0002',
    message: `Layers are joined with \`->\`, and not with \`${image}\`.`,
    span,
    fix: { title: 'Write `->`', span, newText: '->' },
  };
}

/** `x | Dense(8)`, `x |> Dense(8)`: a pipe before a layer; `a | b` of small letters is an `or` of other languages. */
function pipeProblem(text: string, characters: string, offset: number): SyntaxProblem | undefined {
  if (characters !== '|') return undefined;
  const behind = /^\|(>?)\s*\p{Lu}/u.exec(text.slice(offset, offset + longestName));
  if (!behind) return undefined;
  const image = `|${behind[1]!}`;
  return notAnArrow({ start: offset, end: offset + image.length }, image);
}

/** `x @ w` between two names. */
function matrixProductProblem(text: string, characters: string, offset: number): SyntaxProblem | undefined {
  if (characters !== '@') return undefined;
  const before = /([\p{L}_][\p{L}\p{N}_]*)\s*$/u.exec(text.slice(Math.max(0, offset - longestName), offset));
  const behind = /^@\s*([\p{L}_][\p{L}\p{N}_]*)/u.exec(text.slice(offset, offset + longestName));
  if (!before || !behind) return undefined;
  const product = `matmul(${before[1]!}, ${behind[1]!})`;
  const whole = { start: offset - before[0].length, end: offset + behind[0].length };
  return {
    ...unexpectedCharacters(characters, offset),
    help: `\`${product}\` is the product of two tensors; \`Dense\` multiplies by weights.`,
    fix: { title: `Write \`${product}\``, span: whole, newText: product },
  };
}

const longestName = 60;
const longestNamespace = 60;

/** `layers.Dense`, `tf.keras.layers.Dense`: a point behind a name, with another name behind it. */
function namespaceProblem(text: string, characters: string, offset: number): SyntaxProblem | undefined {
  if (characters !== '.') return undefined;
  const before = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(text.slice(Math.max(0, offset - longestNamespace), offset));
  const behind = /^(?:\.[\p{L}_][\p{L}\p{N}_]*)+/u.exec(text.slice(offset, offset + longestNamespace));
  if (!before || !behind) return undefined;
  const start = offset - before[0].length;
  const span = { start, end: offset + behind[0].lastIndexOf('.') + 1 };
  const written = text.slice(span.start, span.end);
  return {
    code: 'KM0001',
    message: `Names stand alone here, without \`${written}\` before them.`,
    span,
    fix: { title: `Remove \`${written}\``, span, newText: '' },
  };
}

function toComment(token: IToken): Comment {
  const text = token.image;
  const kind = text.startsWith('/*')
    ? 'BlockComment'
    : text.startsWith('///') && !text.startsWith('////')
      ? 'DocComment'
      : 'LineComment';
  return { kind, span: { start: token.startOffset, end: token.startOffset + text.length }, text };
}

/** What to write instead of characters that people bring from other languages and from word processors. */
const insteadOf: Readonly<Record<string, { help: string; newText?: string }>> = {
  '#': { help: 'a comment begins with `//`.', newText: '//' },
  ';': { help: 'the end of the line ends a declaration.', newText: '' },
  '→': { help: 'write `->`.', newText: '->' },
  '“': { help: 'strings stand between straight quotes: `"text"`.', newText: '"' },
  '”': { help: 'strings stand between straight quotes: `"text"`.', newText: '"' },
  '‘': { help: 'strings stand between double quotes: `"text"`.' },
  '’': { help: 'strings stand between double quotes: `"text"`.' },
  "'": { help: 'strings stand between double quotes: `"text"`.' },
  '`': { help: 'strings stand between double quotes: `"text"`.' },
  '.': { help: 'numbers have digits on both sides of the point: `0.5`.' },
  '&': { help: 'write `and`.' },
  '&&': { help: 'write `and`.', newText: 'and' },
  '|': { help: 'write `or`.' },
  '||': { help: 'write `or`.', newText: 'or' },
  '!': { help: 'write `not`.', newText: 'not ' },
  '^': { help: 'a power is written `**`.', newText: '**' },
  '×': { help: 'write `*`.', newText: '*' },
  '−': { help: 'write `-`.', newText: '-' },
  '–': { help: 'write `-`.', newText: '-' },
  '≤': { help: 'write `<=`.', newText: '<=' },
  '≥': { help: 'write `>=`.', newText: '>=' },
  '≠': { help: 'write `!=`.', newText: '!=' },
  '@': {
    help: '`matmul(x, w)` is the product of two tensors; `Dense` multiplies by weights.',
  },
  $: { help: 'names consist of letters, digits and `_`.' },
  '\\': { help: 'a pipeline goes on where the next line begins with `->`.' },
};

function unexpectedCharacters(characters: string, offset: number): SyntaxProblem {
  const span = { start: offset, end: offset + characters.length };
  const instead = insteadOf[characters] ?? insteadOf[characters.charAt(0)];
  const shown = printable(characters);
  return {
    code: 'KM0001',
    message:
      [...characters.slice(0, 3)].length === 1
        ? `The character ${shown} has no meaning here.`
        : `The characters ${shown} have no meaning here.`,
    span,
    ...(instead ? { help: instead.help } : {}),
    ...(!instead ? { fix: { title: `Remove ${shown}`, span, newText: '' } } : {}),
    ...(instead?.newText !== undefined && insteadOf[characters]
      ? {
          fix: {
            title: instead.newText === '' ? `Remove ${shown}` : `Write \`${instead.newText.trim()}\``,
            span,
            newText: instead.newText,
          },
        }
      : {}),
  };
}

function printable(characters: string): string {
  const all = [...characters.slice(0, 50)];
  const shown = all.slice(0, 20);
  if (shown.every((character) => /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character))) {
    const text = shown.join('') + (shown.length < all.length ? '…' : '');
    return text.includes('`') ? `"${text}"` : `\`${text}\``;
  }
  return shown
    .slice(0, 4)
    .map((character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
}
