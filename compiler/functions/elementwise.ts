import * as exponential from '../components/activations/exponential.ts';
import * as normalizing from '../components/activations/normalizing.ts';
import * as rectified from '../components/activations/rectified.ts';
import * as smooth from '../components/activations/smooth.ts';
import * as piecewise from '../components/activations/piecewise.ts';
import { boolean } from '../declarations/declare.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import type { TensorFunction } from './define-function.ts';
import { activation, each } from './each.ts';

/** Functions of one tensor, entry by entry. */
export const elementwise: readonly TensorFunction[] = [
  each('abs', 'Absolute', 'The distance of every entry from zero.', (ops, x) => ops.absolute(x), 'same'),
  each('absolute', 'Absolute', 'The distance of every entry from zero.', (ops, x) => ops.absolute(x), 'same'),
  each('negative', 'Negative', 'Every entry with the other sign.', (ops, x) => ops.negate(x), 'same'),
  each('sign', 'Sign', '−1, 0 or 1 for every entry.', (ops, x) => ops.sign(x), 'same'),
  each('square', 'Square', 'Every entry times itself.', (ops, x) => ops.square(x), 'same'),
  each('floor', 'Floor', 'The greatest whole number not above every entry.', (ops, x) => ops.floor(x)),
  each('ceil', 'Ceil', 'The least whole number not below every entry.', (ops, x) => ops.ceil(x)),
  each('round', 'Round', 'The nearest whole number, halves to even.', (ops, x) => ops.round(x)),
  each('trunc', 'Trunc', 'Every entry without its fraction.', (ops, x) =>
    ops.multiply(ops.sign(x), ops.floor(ops.absolute(x))),
  ),
  each('exp', 'Exp', 'e to the power of every entry.', (ops, x) => ops.exp(x)),
  each('expm1', 'Expm1', 'exp(x) − 1.', (ops, x) => ops.subtract(ops.exp(x), 1)),
  each('log', 'Log', 'The natural logarithm of every entry.', (ops, x) => ops.log(x)),
  each('log1p', 'Log1p', 'log(1 + x).', (ops, x) => ops.log(ops.add(x, 1))),
  each('exp2', 'Exp2', '2 to the power of every entry.', (ops, x) => ops.exp(ops.multiply(x, Math.LN2))),
  each('log2', 'Log2', 'The logarithm to the base 2 of every entry.', (ops, x) =>
    ops.multiply(ops.log(x), Math.LOG2E),
  ),
  each('log10', 'Log10', 'The logarithm to the base 10 of every entry.', (ops, x) =>
    ops.multiply(ops.log(x), Math.LOG10E),
  ),
  each('sqrt', 'Sqrt', 'The square root of every entry.', (ops, x) => ops.sqrt(x)),
  each('rsqrt', 'Rsqrt', '1 / √x.', (ops, x) => ops.reciprocal(ops.sqrt(x))),
  each('reciprocal', 'Reciprocal', '1 / x.', (ops, x) => ops.reciprocal(x)),
  each('erf', 'Erf', 'The error function of every entry.', (ops, x) => ops.erf(x)),
  each('erfc', 'Erfc', '1 − erf(x).', (ops, x) => ops.subtract(1, ops.erf(x))),
  each('sigmoid', 'Sigmoid', '1 / (1 + exp(−x)).', (ops, x) => ops.sigmoid(x)),
  each('softplus', 'Softplus', 'log(1 + exp(x)).', (ops, x) => ops.softplus(x)),
  each('relu', 'Relu', 'Positive entries pass, the others become zero.', (ops, x) => ops.relu(x)),
  activation('relu6', 'Relu6', rectified.relu6, {}),
  activation('elu', 'Elu', exponential.elu, { alpha: exponential.elu.arguments.alpha }),
  activation('selu', 'Selu', exponential.selu, {}),
  activation('leaky_relu', 'LeakyRelu', rectified.leakyRelu, {
    negative_slope: rectified.leakyRelu.arguments.negative_slope,
  }),
  activation('silu', 'Silu', smooth.silu, {}),
  activation('gelu', 'Gelu', smooth.gelu, {
    approximate: boolean(true, 'By tanh instead of the exact normal distribution.'),
  }),
  activation('softsign', 'Softsign', smooth.softsign, {}),
  activation('log_sigmoid', 'LogSigmoid', smooth.logSigmoid, {}),
  activation('hard_sigmoid', 'HardSigmoid', piecewise.hardSigmoid, {}),
  activation('celu', 'Celu', exponential.celu, exponential.celu.arguments),
  activation('glu', 'Glu', smooth.glu, smooth.glu.arguments),
  activation('hard_shrink', 'HardShrink', piecewise.hardShrink, piecewise.hardShrink.arguments),
  activation('hard_silu', 'HardSilu', piecewise.hardSilu, piecewise.hardSilu.arguments),
  activation('hard_tanh', 'HardTanh', piecewise.hardTanh, piecewise.hardTanh.arguments),
  activation('soft_shrink', 'SoftShrink', piecewise.softShrink, piecewise.softShrink.arguments),
  activation('sparse_plus', 'SparsePlus', piecewise.sparsePlus, piecewise.sparsePlus.arguments),
  activation('sparse_sigmoid', 'SparseSigmoid', piecewise.sparseSigmoid, piecewise.sparseSigmoid.arguments),
  activation('sparsemax', 'Sparsemax', normalizing.sparsemax, normalizing.sparsemax.arguments),
  activation('squareplus', 'Squareplus', smooth.squareplus, smooth.squareplus.arguments),
  activation('tanh_shrink', 'TanhShrink', piecewise.tanhShrink, piecewise.tanhShrink.arguments),
  activation('threshold', 'Threshold', rectified.threshold, rectified.threshold.arguments),
  each('isnan', 'Isnan', 'True where an entry is no number.', (ops, x) => ops.isNaN(x), 'bool'),
  each(
    'isfinite',
    'Isfinite',
    'True where an entry is a number and not infinite.',
    (ops, x) => ops.and(ops.not(ops.isNaN(x)), ops.less(ops.absolute(x), Infinity)),
    'bool',
  ),
  each(
    'isinf',
    'Isinf',
    'True where an entry is infinite.',
    (ops, x) => ops.equal(ops.absolute(x), Infinity),
    'bool',
  ),
  each(
    'isposinf',
    'Isposinf',
    'True where an entry is infinite and positive.',
    (ops, x) => ops.equal(x, Infinity),
    'bool',
  ),
  each(
    'isneginf',
    'Isneginf',
    'True where an entry is infinite and negative.',
    (ops, x) => ops.equal(x, -Infinity),
    'bool',
  ),
  each(
    'logical_not',
    'LogicalNot',
    'True where an entry is false or zero.',
    (ops, x) => ops.not(asBool(ops, x)),
    'bool',
  ),
  each(
    'stop_gradient',
    'StopGradient',
    'The same values; no gradient flows through.',
    (ops, x) => ops.stopGradient(x),
    'same',
  ),
  each(
    'zeros_like',
    'ZerosLike',
    'Zeros in the shape of a tensor.',
    (ops, x) => ops.fill(0, x.shape, x.dtype),
    'same',
  ),
  each(
    'ones_like',
    'OnesLike',
    'Ones in the shape of a tensor.',
    (ops, x) => ops.fill(1, x.shape, x.dtype),
    'same',
  ),
];

/** Numbers as truth: zero is false. */
export function asBool(ops: Ops, x: Tensor): Tensor {
  return x.dtype === 'bool' ? x : ops.notEqual(x, 0);
}
