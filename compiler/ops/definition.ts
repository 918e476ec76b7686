import type { Size } from '../shapes/size.ts';
import type { DType } from '../shapes/types.ts';
import type { ScopedOps } from './builder.ts';
import type { OpName, OpNode, OpNodeOf, OpAttributes, Tensor } from './types.ts';

/** What an op is: the types of its results, and its derivative. */
export interface OpDefinition<K extends OpName> {
  /** The results' types; throws where the operands break the op's contract (a bug in a lowering). */
  readonly infer: (inputs: readonly Tensor[], attributes: OpAttributes[K]) => readonly OpResult[];
  /**
   * Gradients of the inputs from those of the outputs (undefined: the output is unused). An entry may have the
   * broadcast shape: the driver sums it back. Left out where no gradient flows.
   */
  readonly gradient?: (
    ops: ScopedOps,
    node: OpNodeOf<K>,
    outputGradients: readonly (Tensor | undefined)[],
    backpropagate: Backpropagate,
  ) => readonly (Tensor | undefined)[];
}

/** Reverse accumulation over nodes, from gradients of some tensors to those of others. */
export type Backpropagate = (
  ops: ScopedOps,
  nodes: readonly OpNode[],
  seeds: readonly (readonly [Tensor, Tensor])[],
  withRespectTo: readonly Tensor[],
) => readonly (Tensor | undefined)[];

export interface OpResult {
  readonly dtype: DType;
  readonly shape: readonly Size[];
}

/** Where a lowering uses an op against its contract. Users never cause it: the checker comes first. */
export class OpError extends Error {
  override readonly name = 'OpError';
}
