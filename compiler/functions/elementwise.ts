import { elu as eluActivation, selu as seluActivation } from '../components/activations/exponential.ts';
import { leakyRelu, relu6 as relu6Activation } from '../components/activations/rectified.ts';
import * as smooth from '../components/activations/smooth.ts';
import * as piecewise from '../components/activations/piecewise.ts';
import { boolean, type ArgumentDeclarations } from '../declarations/declare.ts';
import type { Activation } from '../declarations/define-component.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { asFloat } from '../layers/shared/apply-component.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { only } from './types.ts';

type Result = 'float' | 'same' | 'bool';

/** A function of every entry. `float`: whole numbers become floats first; `same`: the dtype stays. */
function each(
  name: string,
  kerasClass: string,
  summary: string,
  lower: (ops: Ops, x: Tensor) => Tensor,
  result: Result = 'float',
): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary,
    example: `${name}(x)`,
    operands: { x: 'tensor' },
    output: (types) => {
      const { dtype, shape } = only(types);
      return { dtype: result === 'float' ? 'float32' : result === 'bool' ? 'bool' : dtype, shape };
    },
    lower: ({ ops }, operands) => {
      const x = operands[0] as Tensor;
      return lower(ops, result === 'float' ? asFloat(ops, x) : x);
    },
  });
}

/** What a layer's activation computes, with Keras's arguments of the function. */
function activation<const D extends ArgumentDeclarations>(
  name: string,
  kerasClass: string,
  declared: Activation,
  constants: D,
): TensorFunction {
  return defineFunction({
    name,
    class: kerasClass,
    summary: declared.summary,
    example: `${name}(x)`,
    operands: { x: 'tensor' },
    arguments: constants,
    output: (types) => ({ dtype: 'float32', shape: only(types).shape }),
    lower: ({ ops }, operands, args) =>
      declared.lower(ops, asFloat(ops, operands[0] as Tensor), { ...defaultsOf(declared), ...args }),
  });
}

function defaultsOf(declared: Activation): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(declared.arguments).map(([name, { default: value }]) => [name, value]),
  );
}

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
  each('exp', 'Exp', 'e to the power of every entry.', (ops, x) => ops.exp(x)),
  each('expm1', 'Expm1', 'exp(x) − 1.', (ops, x) => ops.subtract(ops.exp(x), 1)),
  each('log', 'Log', 'The natural logarithm of every entry.', (ops, x) => ops.log(x)),
  each('log1p', 'Log1p', 'log(1 + x).', (ops, x) => ops.log(ops.add(x, 1))),
  each('sqrt', 'Sqrt', 'The square root of every entry.', (ops, x) => ops.sqrt(x)),
  each('rsqrt', 'Rsqrt', '1 / √x.', (ops, x) => ops.reciprocal(ops.sqrt(x))),
  each('reciprocal', 'Reciprocal', '1 / x.', (ops, x) => ops.reciprocal(x)),
  each('sin', 'Sin', 'The sine of every entry, in radians.', (ops, x) => ops.sin(x)),
  each('cos', 'Cos', 'The cosine of every entry, in radians.', (ops, x) => ops.cos(x)),
  each('tan', 'Tan', 'The tangent of every entry, in radians.', (ops, x) =>
    ops.divide(ops.sin(x), ops.cos(x)),
  ),
  each('sinh', 'Sinh', 'The hyperbolic sine of every entry.', (ops, x) => ops.sinh(x)),
  each('cosh', 'Cosh', 'The hyperbolic cosine of every entry.', (ops, x) => ops.cosh(x)),
  each('tanh', 'Tanh', 'The hyperbolic tangent of every entry.', (ops, x) => ops.tanh(x)),
  each('erf', 'Erf', 'The error function of every entry.', (ops, x) => ops.erf(x)),
  each('sigmoid', 'Sigmoid', '1 / (1 + exp(−x)).', (ops, x) => ops.sigmoid(x)),
  each('softplus', 'Softplus', 'log(1 + exp(x)).', (ops, x) => ops.softplus(x)),
  each('relu', 'Relu', 'Positive entries pass, the others become zero.', (ops, x) => ops.relu(x)),
  activation('relu6', 'Relu6', relu6Activation, {}),
  activation('elu', 'Elu', eluActivation, { alpha: eluActivation.arguments.alpha }),
  activation('selu', 'Selu', seluActivation, {}),
  activation('leaky_relu', 'LeakyRelu', leakyRelu, { negative_slope: leakyRelu.arguments.negative_slope }),
  activation('silu', 'Silu', smooth.silu, {}),
  activation('gelu', 'Gelu', smooth.gelu, {
    approximate: boolean(true, 'By tanh instead of the exact normal distribution.'),
  }),
  activation('softsign', 'Softsign', smooth.softsign, {}),
  activation('log_sigmoid', 'LogSigmoid', smooth.logSigmoid, {}),
  activation('hard_sigmoid', 'HardSigmoid', piecewise.hardSigmoid, {}),
  each('isnan', 'Isnan', 'True where an entry is no number.', (ops, x) => ops.isNaN(x), 'bool'),
  each(
    'isfinite',
    'Isfinite',
    'True where an entry is a number and not infinite.',
    (ops, x) => ops.and(ops.not(ops.isNaN(x)), ops.less(ops.absolute(x), Infinity)),
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
