import type { Entry, Expression, Identifier } from './expressions.ts';
import type { Span } from '../source.ts';

export interface Documented {
  /** Markdown of the `///` lines above, without the slashes. */
  readonly doc?: string;
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

/** `float32[T, vocab * 2, ?]` */
export interface TensorTypeNode {
  readonly kind: 'TensorType';
  readonly span: Span;
  readonly dtype: Identifier;
  /** Undefined where the brackets are missing. */
  readonly dims: readonly Expression[] | undefined;
}
