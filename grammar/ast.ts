import type { Span } from './source.ts';

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

export interface Documented {
  /** Markdown of the `///` lines above, without the slashes. */
  readonly doc?: string;
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

/** Whether a member may stand where it stands (a head in a block, …) is for the checker to say. */
export type Member =
  | InputDeclaration
  | BranchDeclaration
  | SharedDeclaration
  | HeadDeclaration
  | ReturnDeclaration
  | TrainDeclaration
  | DataDeclaration
  | WeightDeclaration
  | UpdateDeclaration
  | ObjectiveDeclaration
  | ExpectDeclaration;

interface Overriding extends Documented {
  /** The span of the word `override`, where it was written. */
  readonly override: Span | undefined;
}

/** `input age: float32[1] { missing: median }` */
export interface InputDeclaration extends Overriding {
  readonly kind: 'Input';
  readonly span: Span;
  readonly name: Identifier;
  readonly type: TensorTypeNode | undefined;
  readonly settings: Settings | undefined;
}

/** `branch name: type = pipeline`, `branch [a, b] = …`, `branch {mean, variance: v} = …` */
export interface BranchDeclaration extends Overriding {
  readonly kind: 'Branch';
  readonly span: Span;
  readonly target: Identifier | ListPattern | RecordPattern;
  readonly type: TensorTypeNode | undefined;
  readonly value: Expression;
}

export interface ListPattern {
  readonly kind: 'ListPattern';
  readonly span: Span;
  readonly names: readonly Identifier[];
}

export interface RecordPattern {
  readonly kind: 'RecordPattern';
  readonly span: Span;
  readonly entries: readonly RecordPatternEntry[];
}

/** `age` (then `name` is `key`) or `age: a`. */
export interface RecordPatternEntry {
  readonly kind: 'RecordPatternEntry';
  readonly span: Span;
  readonly key: Identifier;
  readonly name: Identifier;
}

/** `shared tower = Conv2D(32, 3) -> Flatten() { trainable: false }` */
export interface SharedDeclaration extends Overriding {
  readonly kind: 'Shared';
  readonly span: Span;
  readonly name: Identifier;
  /** A pipeline without a source; one with a source is for the checker to refuse. */
  readonly value: Expression;
  readonly settings: Settings | undefined;
}

/** `head age: float32[1] = pipeline { loss: mse }` */
export interface HeadDeclaration extends Overriding {
  readonly kind: 'Head';
  readonly span: Span;
  readonly name: Identifier;
  readonly type: TensorTypeNode | undefined;
  readonly value: Expression;
  readonly settings: Settings | undefined;
}

/** `return pipeline`; a list or record returns several results. `{ mask: pass }` behind it is for layers. */
export interface ReturnDeclaration extends Overriding {
  readonly kind: 'Return';
  readonly span: Span;
  readonly value: Expression;
  readonly settings: Settings | undefined;
}

/** `train { optimizer: Adam(), epochs: 5 }` */
export interface TrainDeclaration extends Overriding {
  readonly kind: 'Train';
  readonly span: Span;
  readonly settings: Settings;
}

/** `data { source: "penguins.csv" }` */
export interface DataDeclaration extends Overriding {
  readonly kind: 'Data';
  readonly span: Span;
  readonly settings: Settings;
}

/** `weight kernel: float32[D, units] = GlorotUniform() { trainable: false }` */
export interface WeightDeclaration extends Overriding {
  readonly kind: 'Weight';
  readonly span: Span;
  readonly name: Identifier;
  readonly type: TensorTypeNode | undefined;
  /** The initializer; undefined where none was written. */
  readonly value: Expression | undefined;
  readonly settings: Settings | undefined;
}

/** `update moving = momentum * moving + …` */
export interface UpdateDeclaration extends Overriding {
  readonly kind: 'Update';
  readonly span: Span;
  readonly name: Identifier;
  readonly value: Expression;
}

/** `objective kl = … { weight: 0.001 }` */
export interface ObjectiveDeclaration extends Overriding {
  readonly kind: 'Objective';
  readonly span: Span;
  readonly name: Identifier;
  readonly value: Expression;
  readonly settings: Settings | undefined;
}

/** `expect params <= 5M` */
export interface ExpectDeclaration extends Overriding {
  readonly kind: 'Expect';
  readonly span: Span;
  readonly condition: Expression;
}

/** `{ name: value … }` of a head, `shared`, `train` and others. */
export interface Settings {
  readonly kind: 'Settings';
  readonly span: Span;
  readonly entries: readonly Setting[];
}

/** An entry; within `train` also a step. */
export type Setting = Entry | StepEntry;

/** `step judge { minimize: [real], update: [critic] }` */
export interface StepEntry extends Documented {
  readonly kind: 'Step';
  readonly span: Span;
  readonly name: Identifier;
  readonly settings: Settings;
}

/** `name: value` in settings and record expressions. */
export interface Entry {
  readonly kind: 'Entry';
  readonly span: Span;
  readonly name: Identifier;
  readonly value: Expression;
}

/** `float32[T, vocab * 2, ?]` */
export interface TensorTypeNode {
  readonly kind: 'TensorType';
  readonly span: Span;
  readonly dtype: Identifier;
  /** Undefined where the brackets are missing. */
  readonly dims: readonly Expression[] | undefined;
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
