import type { Operand, Ops } from '../ops.ts';
import type { GraphScope } from '../scope.ts';
import type { NoAttributes, OpAttributes, OpName, Tensor } from '../types.ts';

/** What the words of the vocabulary are made with. */
export interface VocabularyContext {
  readonly scope: GraphScope;
  /** Adds an op of one result. */
  readonly emit: <K extends OpName>(op: K, inputs: readonly Tensor[], attributes: OpAttributes[K]) => Tensor;
  /** Numbers become scalars of the other operand's dtype. */
  readonly operands: (list: readonly Operand[]) => Tensor[];
  /** The whole vocabulary, for words made of others. Whole once every part has been made: not before. */
  readonly ops: Ops;
}

/** Ops that are said by their operands alone. */
export type WithoutAttributes = {
  [K in OpName]: OpAttributes[K] extends NoAttributes ? K : never;
}[OpName];

export const noAttributes: NoAttributes = {};
