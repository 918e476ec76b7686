import { number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineActivation } from '../../declarations/define.ts';

/** x above zero, else scale · (exp(x / width) − 1). The exponent never sees positive values. */
export function exponentialUnit(ops: Ops, x: Tensor, scale: number, width = 1): Tensor {
  const exponent = ops.minimum(x, 0);
  const negative = ops.subtract(ops.exp(width === 1 ? exponent : ops.divide(exponent, width)), 1);
  return ops.select(ops.greater(x, 0), x, ops.multiply(negative, scale));
}

export const elu = defineActivation({
  name: 'elu',
  gives: 'scores',
  summary: 'Exponential linear unit: alpha · (exp(x) − 1) for negative values.',
  arguments: { alpha: number(1, 'Minus the limit for very negative values.') },
  lower: (ops, x, args) => exponentialUnit(ops, x, args.alpha),
});

export const celu = defineActivation({
  name: 'celu',
  gives: 'scores',
  summary: 'ELU whose slope is continuous for every alpha.',
  arguments: { alpha: number(1, 'Minus the limit for very negative values.', { above: 0 }) },
  lower: (ops, x, args) => exponentialUnit(ops, x, args.alpha, args.alpha),
});

/** The constants of Klambauer et al., arXiv:1706.02515. */
const selfNormalizing = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

export const selu = defineActivation({
  name: 'selu',
  gives: 'scores',
  summary: 'Scaled ELU, which keeps mean and variance stable from layer to layer.',
  arguments: {},
  lower: (ops, x) => ops.multiply(exponentialUnit(ops, x, selfNormalizing.alpha), selfNormalizing.scale),
});

export const exponential = defineActivation({
  name: 'exponential',
  gives: 'scores',
  summary: 'e to the power of x.',
  arguments: {},
  lower: (ops, x) => ops.exp(x),
});
