import type { ITokenConfig, TokenType } from 'chevrotain';
import { createToken, Lexer } from './chevrotain.ts';
import {
  matchName,
  matchString,
  matchBlockComment,
  matchStrange,
  everyStartHint,
  nameStartHints,
} from './token-patterns.ts';

/**
 * Every token once, with the label that messages and the reference grammar use.
 *
 * The lexer knows no keywords: it reads words as {@link Name}. Which of them is a keyword depends on where it
 * stands, and `layout.ts` decides that; so `loss`, `input` or `repeat` stay free as names.
 */

const all: TokenType[] = [];

function define(config: ITokenConfig): TokenType {
  const token = createToken(config);
  all.push(token);
  return token;
}

function symbol(name: string, text: string): TokenType {
  const escaped = text.replace(/[^\w]/g, (character) => `\\${character}`);
  return define({ name, label: text, pattern: new RegExp(escaped) });
}

/** A token that no pattern reads: the layout pass gives it to a word, or puts it between two tokens. */
function role(name: string, label: string): TokenType {
  return define({ name, label, pattern: Lexer.NA });
}

define({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
export const LineComment = define({ name: 'LineComment', pattern: /\/\/[^\n\r]*/, group: 'comments' });
export const BlockComment = define({
  name: 'BlockComment',
  pattern: matchBlockComment,
  start_chars_hint: ['/'],
  line_breaks: true,
  group: 'comments',
});

export const Name = define({
  name: 'Name',
  label: 'name',
  pattern: matchName,
  start_chars_hint: nameStartHints(),
  line_breaks: false,
});
export const Number = define({
  name: 'Number',
  label: 'number',
  pattern: /\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+)?/,
});
/** Also an unclosed string, which ends with its line, and one in single quotes: the lexer reports both. */
export const Text = define({
  name: 'String',
  label: 'string',
  pattern: matchString,
  start_chars_hint: ['"', "'"],
  line_breaks: false,
});

/** `=>` is meant as `->`, too: the lexer reports it. */
export const Arrow = define({ name: 'Arrow', label: '->', pattern: /->|=>/ });
/** Every operator with two operands, the words `and` and `or` included; the layout pass adds the `-` of `a - b`. */
export const BinaryOperatorToken = define({
  name: 'BinaryOperator',
  label: 'operator',
  pattern: /\*\*|==|!=|<=|>=|[+*/%<>]/,
});
export const Minus = symbol('Minus', '-');
export const Equals = symbol('Equals', '=');
export const OpenParenthesis = symbol('OpenParenthesis', '(');
export const CloseParenthesis = symbol('CloseParenthesis', ')');
export const OpenBracket = symbol('OpenBracket', '[');
export const CloseBracket = symbol('CloseBracket', ']');
export const OpenBrace = symbol('OpenBrace', '{');
export const CloseBrace = symbol('CloseBrace', '}');
export const Comma = symbol('Comma', ',');
export const Colon = symbol('Colon', ':');
export const QuestionMark = symbol('QuestionMark', '?');
/** Any leading axes, in the type of a layer's input. */
export const Ellipsis = symbol('Ellipsis', '...');

define({
  name: 'Strange',
  pattern: matchStrange,
  start_chars_hint: everyStartHint(),
  line_breaks: false,
  group: 'strange',
});

/** Ends a declaration. */
export const LineEnd = role('LineEnd', 'line end');
/** The `{` of `repeat`, `for`, `if` and `else`. */
export const OpenStages = role('OpenStages', '{');
/** A name with `:` behind it, among the arguments of a call. */
export const ArgumentName = role('ArgumentName', 'name');
/** `not`, and the `-` of `-1`. */
export const PrefixOperator = role('PrefixOperator', 'sign');
export const BooleanWord = role('Boolean', 'boolean');

export const Import = role('Import', 'import');
export const From = role('From', 'from');
export const Const = role('Const', 'const');
export const Block = role('Block', 'block');
export const Model = role('Model', 'model');
export const Layer = role('Layer', 'layer');
/** The word that says what kind of component is declared: `loss`, `metric`, … */
export const Component = role('Component', 'loss');
export const Extends = role('Extends', 'extends');

export const Override = role('Override', 'override');
export const Input = role('Input', 'input');
export const Branch = role('Branch', 'branch');
export const Shared = role('Shared', 'shared');
export const Head = role('Head', 'head');
export const Return = role('Return', 'return');
export const Train = role('Train', 'train');
/** Where the data of a model is. */
export const Data = role('Data', 'data');
export const Weight = role('Weight', 'weight');
export const Update = role('Update', 'update');
export const Objective = role('Objective', 'objective');
export const Expect = role('Expect', 'expect');
/** One part of a training in turns, within `train`. */
export const Step = role('Step', 'step');
/** What a number counts, behind it in an expectation: `M`, `MB`. */
export const Unit = role('Unit', 'unit');

export const Repeat = role('Repeat', 'repeat');
export const For = role('For', 'for');
export const In = role('In', 'in');
export const If = role('If', 'if');
export const Else = role('Else', 'else');
export const None = role('None', 'none');

/** In the order in which the lexer tries them. */
export const tokenTypes: readonly TokenType[] = all;

/** Words that open a declaration at the top of a file. */
export const topLevelWords: ReadonlyMap<string, TokenType> = new Map([
  ['import', Import],
  ['const', Const],
  ['block', Block],
  ['model', Model],
  ['layer', Layer],
  ['activation', Component],
  ['loss', Component],
  ['metric', Component],
  ['regularizer', Component],
  ['constraint', Component],
  ['schedule', Component],
]);

/** Words that open a declaration inside a model or block. */
export const memberWords: ReadonlyMap<string, TokenType> = new Map([
  ['input', Input],
  ['branch', Branch],
  ['shared', Shared],
  ['head', Head],
  ['return', Return],
  ['train', Train],
  ['data', Data],
  ['weight', Weight],
  ['update', Update],
  ['objective', Objective],
  ['expect', Expect],
  ['override', Override],
]);

/** Words that mean something in the midst of a pipeline or a declaration's first line. */
export const innerWords: ReadonlyMap<string, TokenType> = new Map([
  ['extends', Extends],
  ['from', From],
  ['repeat', Repeat],
  ['for', For],
  ['in', In],
  ['if', If],
  ['else', Else],
]);

/** Words that are never names of declarations. */
export const reservedWords: ReadonlyMap<string, TokenType> = new Map([
  ['true', BooleanWord],
  ['false', BooleanWord],
  ['none', None],
  ['and', BinaryOperatorToken],
  ['or', BinaryOperatorToken],
  ['not', PrefixOperator],
]);
