import type { Span } from '../source.ts';

/** `name: value` in settings and record expressions. */
export interface Entry {
  readonly kind: 'Entry';
  readonly span: Span;
  readonly name: Identifier;
  readonly value: Expression;
}

/** A name as written; `key` is its NFC form, by which names are compared. */
export interface Identifier {
  readonly kind: 'Identifier';
  readonly span: Span;
  readonly text: string;
  readonly key: string;
}

/**
 * Everything that can stand on the right of `=` or `:`. Constants, option values, objects, tensors and
 * pipelines share one syntax; the binder decides which of them a place wants.
 */
export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | NoneLiteral
  | UnknownSize
  | AnyAxes
  | SliceExpression
  | SubscriptList
  | Identifier
  | ListExpression
  | RecordExpression
  | CallExpression
  | IndexExpression
  | UnaryExpression
  | BinaryExpression
  | PipelineExpression
  | Missing;

export interface NumberLiteral {
  readonly kind: 'Number';
  readonly span: Span;
  readonly value: number;
  /** False when written with a point or an exponent: `10.0` is not an integer. */
  readonly integer: boolean;
  /** Behind the number, within `expect`: the value is without it. */
  readonly unit?: { readonly span: Span; readonly text: string };
}

export interface StringLiteral {
  readonly kind: 'String';
  readonly span: Span;
  readonly value: string;
}

export interface BooleanLiteral {
  readonly kind: 'Boolean';
  readonly span: Span;
  readonly value: boolean;
}

export interface NoneLiteral {
  readonly kind: 'None';
  readonly span: Span;
}

/** `?` in a tensor type. */
export interface UnknownSize {
  readonly kind: 'UnknownSize';
  readonly span: Span;
}

/** `...` in the type of an input: any axes. */
export interface AnyAxes {
  readonly kind: 'AnyAxes';
  readonly span: Span;
}

/** `2:10:3` within brackets; what is left out is undefined. */
export interface SliceExpression {
  readonly kind: 'Slice';
  readonly span: Span;
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

/** `2:10, :` within brackets: one for each axis. */
export interface SubscriptList {
  readonly kind: 'Subscripts';
  readonly span: Span;
  readonly items: readonly Expression[];
}

export interface ListExpression {
  readonly kind: 'List';
  readonly span: Span;
  readonly items: readonly Expression[];
}

/** `{query: q, value: v}`; in `{age, gender}` each value is the name itself. */
export interface RecordExpression {
  readonly kind: 'Record';
  readonly span: Span;
  readonly entries: readonly Entry[];
}

/** `Dense(10)`, `HeNormal(seed: 1)`, `min(a, b)` */
export interface CallExpression {
  readonly kind: 'Call';
  readonly span: Span;
  readonly callee: Identifier;
  readonly arguments: readonly Argument[];
  /** From `(` to `)`. */
  readonly parentheses: Span;
}

/** One argument, positional where `name` is undefined. */
export interface Argument {
  readonly kind: 'Argument';
  readonly span: Span;
  readonly name: Identifier | undefined;
  readonly value: Expression;
}

/** `list[0]`, `tensor[2:10, :]` */
export interface IndexExpression {
  readonly kind: 'Index';
  readonly span: Span;
  readonly list: Expression;
  readonly index: Expression;
}

export interface UnaryExpression {
  readonly kind: 'Unary';
  readonly span: Span;
  readonly operator: '-' | 'not';
  readonly operand: Expression;
}

export type BinaryOperator =
  '+' | '-' | '*' | '/' | '%' | '**' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

export interface BinaryExpression {
  readonly kind: 'Binary';
  readonly span: Span;
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/**
 * `source -> stage -> stage`. The source is undefined where the chain begins with a stage (a call, `repeat`,
 * …), as on the right of `shared`. A lone name or call is not a pipeline, except a call or compile-time
 * form where a chain is wanted: see `Stage`.
 */
export interface PipelineExpression {
  readonly kind: 'Pipeline';
  readonly span: Span;
  readonly source: Expression | undefined;
  readonly stages: readonly Stage[];
}

export type Stage = CallExpression | Identifier | RepeatStage | ForStage | IfStage | Missing;

/** `repeat 4 { … }` */
export interface RepeatStage {
  readonly kind: 'Repeat';
  readonly span: Span;
  readonly count: Expression;
  readonly body: readonly Stage[];
}

/** `for filters in [64, 128] { … }` */
export interface ForStage {
  readonly kind: 'For';
  readonly span: Span;
  readonly variable: Identifier;
  readonly list: Expression;
  readonly body: readonly Stage[];
}

/** `if condition { … } else { … }`; `else if` nests. */
export interface IfStage {
  readonly kind: 'If';
  readonly span: Span;
  readonly condition: Expression;
  readonly then: readonly Stage[];
  readonly else: readonly Stage[] | IfStage | undefined;
}

/** What recovery puts where something required was not written. */
export interface Missing {
  readonly kind: 'Missing';
  readonly span: Span;
}
