import type { BinaryOperator } from '../../../grammar/ast.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import type { ComponentCategory, ComponentValue } from '../../declarations/values.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import type { TensorFunction } from '../../functions/define-function.ts';
import type { GraphHead, GraphInput, GraphObjective } from '../../graph/model-graph.ts';
import type { TensorType } from '../../shapes/types.ts';

/**
 * A model as a program in no language: constants, functions, statements, and what flows between them. Printers give
 * variables their names, and write the rest down.
 */
export interface ModelProgram {
  readonly name: string;
  readonly doc: string | undefined;
  readonly constants: readonly ProgramConstant[];
  /** Blocks and models used as layers, each after those that it uses. */
  readonly functions: readonly ProgramFunction[];
  readonly inputs: readonly ProgramInput[];
  /** Parameters of the model that its statements read. */
  readonly parameters: readonly ProgramParameter[];
  readonly body: readonly Statement[];
  readonly heads: readonly ProgramHead[];
  /** What is added to the loss beside what heads aim at. */
  readonly added: readonly AddedTerm[];
  /** Whether names of layers are counted while the body runs. */
  readonly counts: boolean;
}

/** Something with a name, of which a printer makes one of its own; two variables are the same where the object is. */
export interface Variable {
  readonly name: string;
}

export interface ProgramConstant {
  readonly variable: Variable;
  readonly doc: string | undefined;
  readonly value: Value;
}

export interface ProgramParameter {
  readonly variable: Variable;
  readonly type: ArgumentType | undefined;
  readonly initial: Value | undefined;
}

export interface ProgramInput {
  readonly input: GraphInput;
  readonly variable: Variable;
  /** Sizes without the batch axis; undefined where one is open. */
  readonly shape: readonly (Value | undefined)[];
}

export interface ProgramHead {
  readonly head: GraphHead;
  readonly value: Tensor;
}

/** An objective, or the loss of a head whose target the model has itself: the value of the one, and that target. */
export type AddedTerm =
  | { readonly kind: 'objective'; readonly objective: GraphObjective; readonly value: Tensor }
  | { readonly kind: 'target'; readonly head: GraphHead; readonly value: Tensor };

/** What a block, or a model that is used as a layer, became. */
export interface ProgramFunction {
  readonly variable: Variable;
  readonly doc: string | undefined;
  readonly inputs: readonly Variable[];
  readonly parameters: readonly ProgramParameter[];
  readonly body: readonly Statement[];
  /** One tensor, or several with names. */
  readonly result: Tensor | readonly NamedTensor[];
  readonly counts: boolean;
}

export interface NamedTensor {
  readonly name: string;
  readonly value: Tensor;
}

export type Statement =
  | {
      readonly kind: 'assign';
      /** Several where results are taken apart; undefined for those that nobody reads. */
      readonly targets: readonly (Variable | undefined)[];
      readonly doc: string | undefined;
      readonly value: Tensor;
    }
  /** A layer that is declared once: its variable is called wherever it is used. */
  | {
      readonly kind: 'layer';
      readonly target: Variable;
      readonly doc: string | undefined;
      readonly layer: LayerMaker;
    }
  | { readonly kind: 'repeat'; readonly count: Value; readonly body: readonly Statement[] }
  | {
      readonly kind: 'for';
      readonly variable: Variable;
      readonly list: Value;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'if';
      readonly condition: Value;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    };

/** An expression of a tensor, or of several where a statement takes them apart. */
export type Tensor =
  | { readonly kind: 'variable'; readonly variable: Variable }
  | {
      readonly kind: 'apply';
      readonly maker: LayerMaker | Variable;
      readonly declaration: LayerDeclaration;
      /** Arguments that some worlds take where the layer is called. */
      readonly inputs: readonly Tensor[];
      readonly tensorArguments: Readonly<Record<string, readonly Tensor[]>>;
    }
  | {
      readonly kind: 'use';
      readonly function: ProgramFunction;
      readonly name: LayerName;
      readonly arguments: readonly { readonly parameter: ProgramParameter; readonly value: Value }[];
      readonly inputs: readonly Tensor[];
    }
  | {
      readonly kind: 'operator';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Tensor | Value;
      readonly right: Tensor | Value;
    }
  | {
      readonly kind: 'function';
      readonly function: TensorFunction;
      readonly operands: readonly (Tensor | Value)[];
      readonly constants: readonly NamedValue[];
      readonly types: CallTypes;
    }
  /** One of several results. */
  | { readonly kind: 'result'; readonly of: Tensor; readonly index: Value };

/** What flows into and out of a call of a function, the same wherever the text around it is used. */
export interface CallTypes {
  readonly inputs: readonly TensorKind[];
  readonly outputs: readonly TensorKind[];
}

/** A type without its sizes: those may differ from use to use. */
export type TensorKind = Pick<TensorType, 'dtype' | 'whole'>;

/** A call of a function of tensors. */
export type FunctionTensor = Extract<Tensor, { readonly kind: 'function' }>;

/** What makes a layer with weights of its own. */
export interface LayerMaker {
  readonly declaration: LayerDeclaration;
  readonly name: LayerName;
  readonly arguments: readonly NamedValue[];
  readonly trainable: boolean;
}

export interface LayerName {
  readonly base: string;
  /** True in blocks: the name of the use comes first. */
  readonly scoped: boolean;
  /** True where it is numbered while the program runs. */
  readonly counted: boolean;
}

/** An argument by its name; `positional` where the text gave it by its place. */
export interface NamedValue {
  readonly name: string;
  readonly positional: boolean;
  readonly value: Value;
}

/** A constant expression. */
export type Value =
  | {
      readonly kind: 'number';
      readonly value: number;
      /** As it was written: `10_000`. */
      readonly text: string;
      /** True where it stands for a float, whole or not. */
      readonly isFloat: boolean;
    }
  | {
      readonly kind: 'text';
      readonly text: string;
      /** What the name of an object names: one of these. */
      readonly category?: ComponentCategory;
    }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'name'; readonly variable: Variable }
  | { readonly kind: 'entry'; readonly list: Value; readonly index: Value }
  | { readonly kind: 'unary'; readonly operator: '-' | 'not'; readonly operand: Value }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Value;
      readonly right: Value;
      /** True where a whole number must come out of it. */
      readonly isInteger: boolean;
    }
  | {
      readonly kind: 'call';
      readonly name: 'min' | 'max' | 'floor' | 'ceil' | 'abs' | 'len';
      readonly operands: readonly Value[];
    }
  | {
      readonly kind: 'object';
      readonly category: ComponentCategory;
      readonly name: string;
      readonly arguments: readonly NamedValue[];
      /** The object itself, where the text declares it. */
      readonly own?: ComponentValue;
    }
  /** A layer inside a wrapper. */
  | {
      readonly kind: 'layer';
      readonly declaration: LayerDeclaration;
      readonly arguments: readonly NamedValue[];
      readonly trainable: boolean;
    };

/** True for tensors, of what may be a tensor or a constant. */
export function isTensor(operand: Tensor | Value): operand is Tensor {
  switch (operand.kind) {
    case 'variable':
    case 'apply':
    case 'use':
    case 'operator':
    case 'function':
    case 'result':
      return true;
    default:
      return false;
  }
}
