import { Component, innerWords, memberWords, reservedWords, topLevelWords } from './tokens.ts';

/** One rule of a TextMate grammar. */
export interface TextMateRule {
  readonly name?: string;
  readonly contentName?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly while?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly beginCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly endCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly TextMateRule[];
  readonly include?: string;
}

/** A TextMate grammar, as editors read it from a `.tmLanguage.json`. */
export interface TextMateGrammar {
  readonly name: string;
  readonly scopeName: string;
  readonly fileTypes: readonly string[];
  readonly patterns: readonly TextMateRule[];
  readonly repository: Readonly<Record<string, TextMateRule>>;
}

const name = '[\\p{L}_][\\p{L}\\p{M}\\p{Nd}_]*';
const types = ['float32', 'float16', 'int32', 'int64', 'uint8', 'bool', 'int', 'float', 'string'];

/** Matches one of the words, whole. */
function oneOf(words: Iterable<string>): string {
  return `(?:${[...words].join('|')})(?![\\p{L}\\p{M}\\p{Nd}_])`;
}

const include = (...rules: string[]): TextMateRule[] => rules.map((rule) => ({ include: `#${rule}` }));

/**
 * The highlighting of `.kmodel` text, made from the parser's words. Like the parser it takes a word for a keyword
 * only where the keyword can stand, as far as one line tells.
 */
export function createTextMateGrammar(): TextMateGrammar {
  const components = [...topLevelWords].filter(([, type]) => type === Component).map(([word]) => word);
  const declaring = [...topLevelWords.keys(), ...memberWords.keys()].filter(
    (word) => !['import', 'return', 'train', 'data', 'override', 'expect', ...components].includes(word),
  );
  const operators = [...reservedWords.keys()].filter((word) => ['and', 'or', 'not'].includes(word));
  const constants = [...reservedWords.keys()].filter((word) => !operators.includes(word));
  const forms = [...innerWords.keys()].filter((word) => !['extends', 'from', 'in', 'else'].includes(word));
  return {
    name: 'kmodel',
    scopeName: 'source.kmodel',
    fileTypes: ['kmodel'],
    patterns: include('comments', 'declarations', 'expressions'),
    repository: {
      comments: {
        patterns: [
          { name: 'comment.line.documentation.kmodel', match: '///(?!/).*$' },
          { name: 'comment.line.double-slash.kmodel', match: '//.*$' },
          { name: 'comment.block.kmodel', begin: '/\\*', end: '\\*/' },
        ],
      },
      declarations: {
        patterns: [
          {
            match: `^\\s*(?:(override)\\s+)?(model|block|layer)\\s+(${name})`,
            captures: captures('keyword.declaration', 'keyword.declaration', 'entity.name.type'),
          },
          {
            match: `^(${components.join('|')})\\s+(${name})(?=\\s*\\()`,
            captures: captures('keyword.declaration', 'entity.name.function'),
          },
          {
            match: `(?<=\\{|,|^)\\s*(step)\\s+(${name})(?=\\s*\\{)`,
            captures: captures('keyword.declaration', 'variable.other.declaration'),
          },
          { match: '^\\s*(expect)(?=\\s+[\\p{L}\\p{Nd}_(])', captures: captures('keyword.declaration') },
          {
            match: `^\\s*(?:(override)\\s+)?(${declaring.join('|')})\\s+(${name})`,
            captures: captures('keyword.declaration', 'keyword.declaration', 'variable.other.declaration'),
          },
          {
            match: '^\\s*(?:(override)\\s+)?(branch)\\s*(?=[\\[{])',
            captures: captures('keyword.declaration', 'keyword.declaration'),
          },
          {
            match: '^\\s*(?:(override)\\s+)?(train|data|import)\\s*(?=\\{)',
            captures: captures('keyword.declaration', 'keyword.declaration'),
          },
          { match: '^\\s*(return)(?=\\s+[^\\s:=,-])', captures: captures('keyword.control') },
          {
            match: `\\b(extends)\\s+(${name})`,
            captures: captures('keyword.declaration', 'entity.name.type'),
          },
          { match: '(?<=\\})\\s*(from)(?=\\s*")', captures: captures('keyword.control') },
        ],
      },
      expressions: {
        patterns: include('comments', 'strings', 'numbers', 'forms', 'words', 'operators', 'names'),
      },
      forms: {
        patterns: [
          {
            match: `(?<=->|=|\\{|\\(|\\[|,|:)\\s*(for)\\s+(${name})\\s+(in)(?=\\s)`,
            captures: captures('keyword.control', 'variable.other.loop', 'keyword.control'),
          },
          {
            match: `(?<=->|=|\\{|\\(|\\[|,|:)\\s*(${forms.join('|')})(?=\\s+[\\p{L}\\p{Nd}_(-])`,
            captures: captures('keyword.control'),
          },
          {
            match: '(?<=\\})\\s*(else)(?:\\s+(if))?(?=[\\s{])',
            captures: captures('keyword.control', 'keyword.control'),
          },
        ],
      },
      words: {
        patterns: [
          {
            match: `(:)\\s*(${types.join('|')})(?=\\s*[\\[=,)]|\\s*$)`,
            captures: captures('punctuation.separator', 'support.type'),
          },
          { name: 'constant.language.kmodel', match: `(?<![\\p{L}_])${oneOf(constants)}(?!\\s*:)` },
          { name: 'keyword.operator.word.kmodel', match: `(?<![\\p{L}_])${oneOf(operators)}(?!\\s*:)` },
        ],
      },
      names: {
        patterns: [
          { name: 'variable.parameter.kmodel', match: `${name}(?=\\s*:)` },
          { name: 'entity.name.function.kmodel', match: `${name}(?=\\s*\\()` },
          { name: 'variable.other.kmodel', match: name },
        ],
      },
      strings: {
        patterns: [
          {
            name: 'string.quoted.double.kmodel',
            begin: '"',
            end: '"|$',
            patterns: [
              { name: 'constant.character.escape.kmodel', match: '\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})' },
              { name: 'invalid.illegal.escape.kmodel', match: '\\\\.' },
            ],
          },
        ],
      },
      numbers: {
        patterns: [
          {
            name: 'constant.numeric.kmodel',
            match:
              '(?<![\\p{L}\\p{Nd}_])\\d+(?:_\\d+)*(?:\\.\\d+(?:_\\d+)*)?(?:[eE][+-]?\\d+)?(?:\\s*(?:K|M|G|B|KB|MB|GB|KiB|MiB|GiB)(?![\\p{L}\\p{Nd}_]))?',
          },
        ],
      },
      operators: {
        patterns: [
          { name: 'keyword.operator.flow.kmodel', match: '->' },
          { name: 'keyword.operator.comparison.kmodel', match: '==|!=|<=|>=|<|>' },
          { name: 'keyword.operator.arithmetic.kmodel', match: '\\*\\*|[-+*/%]' },
          { name: 'keyword.operator.assignment.kmodel', match: '=' },
          { name: 'constant.language.unknown.kmodel', match: '\\?|\\.\\.\\.' },
          { name: 'punctuation.separator.kmodel', match: '[,:]' },
          { name: 'punctuation.section.kmodel', match: '[\\[\\](){}]' },
        ],
      },
    },
  };
}

function captures(...names: string[]): Record<string, { name: string }> {
  return Object.fromEntries(names.map((scope, index) => [String(index + 1), { name: `${scope}.kmodel` }]));
}
