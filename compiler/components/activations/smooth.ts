import { boolean, integer, number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sampleAxis } from '../../shapes/axes.ts';
import { isSymbolic, sizeText } from '../../shapes/size.ts';
import { defineActivation } from '../../declarations/define.ts';

export const sigmoid = defineActivation({
  name: 'sigmoid',
  gives: 'probabilities',
  summary: '1 / (1 + exp(−x)): a probability between 0 and 1.',
  arguments: {},
  lower: (ops, x) => ops.sigmoid(x),
});

export const logSigmoid = defineActivation({
  name: 'log_sigmoid',
  gives: 'scores',
  summary: 'The logarithm of the sigmoid.',
  arguments: {},
  lower: (ops, x) => ops.negate(ops.softplus(ops.negate(x))),
});

export const tanh = defineActivation({
  name: 'tanh',
  gives: 'scores',
  summary: 'Hyperbolic tangent, between −1 and 1.',
  arguments: {},
  lower: (ops, x) => ops.tanh(x),
});

export const softplus = defineActivation({
  name: 'softplus',
  gives: 'scores',
  summary: 'log(1 + exp(x)): a smooth rectifier.',
  arguments: {},
  lower: (ops, x) => ops.softplus(x),
});

export const softsign = defineActivation({
  name: 'softsign',
  gives: 'scores',
  summary: 'x / (1 + |x|), between −1 and 1.',
  arguments: {},
  lower: (ops, x) => ops.divide(x, ops.add(ops.absolute(x), 1)),
});

export const squareplus = defineActivation({
  name: 'squareplus',
  gives: 'scores',
  summary: '(x + √(x² + b)) / 2: a smooth rectifier without exponentials.',
  arguments: { b: number(4, 'Width of the bend around zero.', { minimum: 0 }) },
  lower: (ops, x, args) => ops.multiply(ops.add(x, ops.sqrt(ops.add(ops.square(x), args.b))), 0.5),
});

export const silu = defineActivation({
  name: 'silu',
  gives: 'scores',
  aliases: ['swish'],
  summary: 'x · sigmoid(x), also called swish.',
  arguments: {},
  lower: (ops, x) => ops.multiply(x, ops.sigmoid(x)),
});

export const mish = defineActivation({
  name: 'mish',
  gives: 'scores',
  summary: 'x · tanh(softplus(x)).',
  arguments: {},
  lower: (ops, x) => ops.multiply(x, ops.tanh(ops.softplus(x))),
});

export const gelu = defineActivation({
  name: 'gelu',
  gives: 'scores',
  summary: 'x times the probability that a standard normal value lies below it.',
  arguments: { approximate: boolean(false, 'Use the tanh formula instead of the exact one.') },
  lower: (ops, x, { approximate }) =>
    approximate ? ops.multiply(ops.multiply(x, 0.5), ops.add(normalTail(ops, x), 1)) : ops.gelu(x),
});

/** erf(x / √2) by tanh (Hendrycks and Gimpel, arXiv:1606.08415). */
function normalTail(ops: Ops, x: Tensor): Tensor {
  const cube = ops.multiply(ops.square(x), x);
  return ops.tanh(ops.multiply(ops.add(x, ops.multiply(cube, 0.044715)), Math.sqrt(2 / Math.PI)));
}

export const glu = defineActivation({
  name: 'glu',
  summary: 'The first half of an axis times the sigmoid of the second half.',
  arguments: { axis: integer(-1, 'The axis that is halved; 0 is the batch.') },
  outputShape: (shape, args) => {
    const axis = sampleAxis(args.axis, shape.length);
    if (axis === undefined) return `has no axis ${args.axis} there`;
    const size = shape[axis]!;
    if (isSymbolic(size) || size % 2 !== 0)
      return `halves its axis, so ${sizeText(size)} must be an even number`;
    return shape.with(axis, size / 2);
  },
  lower: (ops, x, args) => {
    const [values, gates] = ops.split(x, 2, args.axis);
    return ops.multiply(values!, ops.sigmoid(gates!));
  },
});
