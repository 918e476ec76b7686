import { noneByDefault, number, requiredNumber } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineActivation } from '../../declarations/define.ts';

/**
 * The rectifier in its general form: x above the threshold (at most `maximum`), else `slope` · (x − threshold).
 * Source: Keras, `keras.activations.relu`.
 */
export function rectify(
  ops: Ops,
  x: Tensor,
  form: { readonly slope: number; readonly maximum: number | null; readonly threshold: number },
): Tensor {
  const { slope, maximum, threshold } = form;
  let positive: Tensor;
  if (threshold === 0) positive = ops.relu(x);
  else positive = ops.multiply(x, ops.cast(ops.greater(x, threshold), 'float32'));
  if (maximum !== null) positive = ops.clip(positive, 0, maximum);
  if (slope === 0) return positive;
  return ops.subtract(positive, ops.multiply(ops.relu(ops.subtract(threshold, x)), slope));
}

export const relu = defineActivation({
  name: 'relu',
  gives: 'scores',
  summary: 'Rectified linear unit: positive values pass, negative ones become zero.',
  arguments: {
    negative_slope: number(0, 'Slope for values below the threshold.', { minimum: 0 }),
    max_value: noneByDefault(requiredNumber('Greatest output; none for no limit.', { minimum: 0 })),
    threshold: number(0, 'Values up to here count as negative.', { minimum: 0 }),
  },
  lower: (ops, x, args) =>
    rectify(ops, x, { slope: args.negative_slope, maximum: args.max_value, threshold: args.threshold }),
});

export const relu6 = defineActivation({
  name: 'relu6',
  gives: 'scores',
  summary: 'Rectified linear unit with results of at most 6.',
  arguments: {},
  lower: (ops, x) => ops.clip(x, 0, 6),
});

export const leakyRelu = defineActivation({
  name: 'leaky_relu',
  gives: 'scores',
  summary: 'Rectified linear unit with a small slope for negative values.',
  arguments: { negative_slope: number(0.2, 'Slope for negative values.') },
  lower: (ops, x, args) => rectify(ops, x, { slope: args.negative_slope, maximum: null, threshold: 0 }),
});

export const threshold = defineActivation({
  name: 'threshold',
  summary: 'Values above the threshold pass, all others become one fixed value.',
  arguments: {
    threshold: requiredNumber('Only values above it pass.'),
    default_value: requiredNumber('The result for all others.'),
  },
  lower: (ops, x, args) => ops.select(ops.greater(x, args.threshold), x, args.default_value),
});
