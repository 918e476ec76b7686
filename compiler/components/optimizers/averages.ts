import type { Operand, Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';

/** average + (value − average)·(1 − rate): a running average's next value. */
export function follow(ops: Ops, average: Tensor, value: Tensor, rate: number): Tensor {
  return ops.add(average, ops.multiply(ops.subtract(value, average), 1 - rate));
}

/** rate^(iteration + 1): what is left of a running average's start after this step. */
export function remainder(ops: Ops, rate: number, iteration: Tensor): Tensor {
  return ops.power(ops.scalar(rate), ops.add(iteration, 1));
}

/** 1 − rate^(iteration + 1): the share of a running average that gradients have filled so far. */
export function filledShare(ops: Ops, rate: number, iteration: Tensor): Tensor {
  return ops.subtract(1, remainder(ops, rate, iteration));
}

/** a / (√b + epsilon). */
export function overRoot(ops: Ops, a: Operand, b: Tensor, epsilon: number): Tensor {
  return ops.divide(a, ops.add(ops.sqrt(b), epsilon));
}
