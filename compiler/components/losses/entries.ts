import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';

/** Keras's epsilon, which keeps logarithms and quotients finite. */
export const epsilon = 1e-7;

/** The greatest probability: 1 − epsilon as float32 has it, 2^-23 below one. */
export const greatestProbability = 0.9999998807907104;

/** Mean over the last axis, one value per entry; a head of one scalar per sample has its entries already. */
export function meanOverLast(ops: Ops, x: Tensor): Tensor {
  return x.shape.length <= 1 ? x : ops.mean(x, -1);
}

/** Sum over the last axis, likewise. */
export function sumOverLast(ops: Ops, x: Tensor): Tensor {
  return x.shape.length <= 1 ? x : ops.sum(x, -1);
}

/** Probabilities kept away from 0 and 1, as Keras does before a logarithm. */
export function clipProbabilities(ops: Ops, x: Tensor): Tensor {
  return ops.clip(x, epsilon, greatestProbability);
}

/** x / max(‖x‖, epsilon) along an axis. */
export function unitLength(ops: Ops, x: Tensor, axis: number | readonly number[]): Tensor {
  const squares = ops.sum(ops.square(x), axis, true);
  return ops.divide(x, ops.sqrt(ops.maximum(squares, epsilon * epsilon)));
}
