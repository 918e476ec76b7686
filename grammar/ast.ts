import type { Documented, Member } from './ast/members.ts';
import type { Expression, Identifier, Missing, StringLiteral } from './ast/expressions.ts';
import type { Span } from './source.ts';

export type * from './ast/expressions.ts';
export type * from './ast/members.ts';

/**
 * The syntax tree of a `.kmodel` file.
 *
 * Every node has a span. After a syntax error the tree still holds everything that could be read;
 * a piece that is missing where one is required is a {@link Missing} node with an empty span, on
 * which later stages stay silent.
 */
export interface File {
  readonly kind: 'File';
  readonly span: Span;
  readonly declarations: readonly TopLevelDeclaration[];
  readonly comments: readonly Comment[];
}

/** A comment as written; `///` lines that belong to a declaration are also its `doc`. */
export interface Comment {
  readonly kind: 'LineComment' | 'BlockComment' | 'DocComment';
  readonly span: Span;
  readonly text: string;
}

export type TopLevelDeclaration =
  | ImportDeclaration
  | ConstDeclaration
  | BlockDeclaration
  | ModelDeclaration
  | LayerDeclaration
  | ComponentDeclaration;

/** The declarations with parameters and members: what can be used by its name. */
export type DefiningDeclaration =
  BlockDeclaration | ModelDeclaration | LayerDeclaration | ComponentDeclaration;

/** `import { A, B } from "./file.kmodel"` */
export interface ImportDeclaration {
  readonly kind: 'Import';
  readonly span: Span;
  readonly names: readonly Identifier[];
  readonly path: StringLiteral | Missing;
}

/** `const width = 28 * 2` */
export interface ConstDeclaration extends Documented {
  readonly kind: 'Const';
  readonly span: Span;
  readonly name: Identifier;
  readonly value: Expression;
}

/** `block Residual(filters: int) { … }` */
export interface BlockDeclaration extends Documented {
  readonly kind: 'Block';
  readonly span: Span;
  readonly name: Identifier;
  /** Undefined where no parentheses were written. */
  readonly parameters: readonly Parameter[] | undefined;
  readonly members: readonly Member[];
  readonly body: Span;
}

/** `model Name(parameters) extends Other { … }` */
export interface ModelDeclaration extends Documented {
  readonly kind: 'Model';
  readonly span: Span;
  readonly name: Identifier;
  /** Undefined where no parentheses were written (an extending model then inherits them). */
  readonly parameters: readonly Parameter[] | undefined;
  readonly base: Identifier | undefined;
  readonly members: readonly Member[];
  readonly body: Span;
}

/** `layer Linear(units: int) { … }` */
export interface LayerDeclaration extends Documented {
  readonly kind: 'Layer';
  readonly span: Span;
  readonly name: Identifier;
  /** Undefined where no parentheses were written. */
  readonly parameters: readonly Parameter[] | undefined;
  readonly members: readonly Member[];
  readonly body: Span;
}

/** The kinds of components that a text can declare. */
export type ComponentWord = 'activation' | 'loss' | 'metric' | 'regularizer' | 'constraint' | 'schedule';

/** `loss pinball(y_true, y_pred, tau: float = 0.5) = …`, or a body in braces */
export interface ComponentDeclaration extends Documented {
  readonly kind: 'Component';
  readonly span: Span;
  readonly category: ComponentWord;
  readonly name: Identifier;
  /** The tensors first, then what is given where it is used; undefined where no parentheses were written. */
  readonly parameters: readonly Parameter[] | undefined;
  /** What stands behind `=`; undefined where a body in braces stands there. */
  readonly value: Expression | undefined;
  /** Those of the braces. */
  readonly members: readonly Member[];
  readonly body: Span;
}

/**
 * `filters: int = 32`; `type` is `int`, `float`, `string`, `bool`, an option set, with `list` for `int[]`; for a tensor
 * of a component also `int32[]`, `float32[C]`.
 */
export interface Parameter {
  readonly kind: 'Parameter';
  readonly span: Span;
  readonly name: Identifier;
  readonly type: ParameterType | undefined;
  readonly default: Expression | undefined;
}

export interface ParameterType {
  readonly kind: 'ParameterType';
  readonly span: Span;
  readonly name: Identifier;
  /** True for `int[]`: brackets with nothing in them. */
  readonly list: boolean;
  /** What stands between the brackets; undefined without brackets. */
  readonly dims: readonly Expression[] | undefined;
}

/** A problem that the lexer or parser found; the compiler turns it into a diagnostic. */
export interface SyntaxProblem {
  /** KM2004 where a limit of the language is passed. */
  readonly code: 'KM0001' | 'KM0002' | 'KM2004';
  readonly message: string;
  readonly span: Span;
  readonly help?: string;
  readonly fix?: { readonly title: string; readonly span: Span; readonly newText: string };
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
}

export interface ParseResult {
  readonly file: File;
  readonly problems: readonly SyntaxProblem[];
}
