import { describe } from 'vitest';
import { inKeras, writesExpression } from '../../layer-texts.ts';

describe('A function of every entry', () => {
  writesExpression(inKeras, 'float32[4, 8]', [
    ['abs(x)', 'result = ops.abs(x)'],
    ['absolute(x)', 'result = ops.absolute(x)'],
    ['negative(x)', 'result = ops.negative(x)'],
    ['-x', 'result = ops.negative(x)'],
    ['sign(x)', 'result = ops.sign(x)'],
    ['square(x)', 'result = ops.square(x)'],
    ['floor(x)', 'result = ops.floor(x)'],
    ['ceil(x)', 'result = ops.ceil(x)'],
    ['round(x)', 'result = ops.round(x)'],
    ['trunc(x)', 'result = ops.trunc(x)'],
    ['exp(x)', 'result = ops.exp(x)'],
    ['expm1(x)', 'result = ops.expm1(x)'],
    ['log(x)', 'result = ops.log(x)'],
    ['log1p(x)', 'result = ops.log1p(x)'],
    ['sqrt(x)', 'result = ops.sqrt(x)'],
    ['rsqrt(x)', 'result = ops.rsqrt(x)'],
    ['reciprocal(x)', 'result = ops.reciprocal(x)'],
    ['erf(x)', 'result = ops.erf(x)'],
    ['sin(x)', 'result = ops.sin(x)'],
    ['arctanh(x)', 'result = ops.arctanh(x)'],
    ['deg2rad(x)', 'result = ops.deg2rad(x)'],
    ['stop_gradient(x)', 'result = ops.stop_gradient(x)'],
    ['zeros_like(x)', 'result = ops.zeros_like(x)'],
    ['ones_like(x)', 'result = ops.ones_like(x)'],
  ]);
  writesExpression(inKeras, 'int32[4]', [
    ['abs(x)', 'result = ops.abs(x)'],
    ['sign(x)', 'result = ops.sign(x)'],
    ['square(x)', 'result = ops.square(x)'],
    ['exp(x)', 'result = ops.exp(x)'],
    ['sqrt(x)', 'result = ops.sqrt(x)'],
    ['sin(x)', 'result = ops.sin(x)'],
  ]);
  writesExpression(inKeras, 'bool[4]', [
    ['abs(x)', 'result = ops.abs(x)'],
    ['logical_not(x)', 'result = ops.logical_not(x)'],
    ['not x', 'result = ops.logical_not(x)'],
  ]);
  writesExpression(inKeras, 'float32[T, 8]', [['exp(x)', 'result = ops.exp(x)']]);
});

describe('An activation as a function', () => {
  writesExpression(inKeras, 'float32[4, 8]', [
    ['relu(x)', 'result = ops.relu(x)'],
    ['relu6(x)', 'result = ops.relu6(x)'],
    ['elu(x)', 'result = ops.elu(x)'],
    ['elu(x, alpha: 0.5)', 'result = ops.elu(x, alpha=0.5)'],
    ['selu(x)', 'result = ops.selu(x)'],
    ['leaky_relu(x, 0.1)', 'result = ops.leaky_relu(x, 0.1)'],
    ['silu(x)', 'result = ops.silu(x)'],
    ['gelu(x, approximate: false)', 'result = ops.gelu(x, approximate=False)'],
    ['softsign(x)', 'result = ops.softsign(x)'],
    ['log_sigmoid(x)', 'result = ops.log_sigmoid(x)'],
    ['hard_sigmoid(x)', 'result = ops.hard_sigmoid(x)'],
    ['celu(x, 0.5)', 'result = ops.celu(x, 0.5)'],
    ['glu(x)', 'result = ops.glu(x)'],
    ['glu(x, axis: 1)', 'result = ops.glu(x, axis=1)'],
    ['hard_shrink(x)', 'result = ops.hard_shrink(x)'],
    ['hard_shrink(x, threshold: 0.3)', 'result = ops.hard_shrink(x, threshold=0.3)'],
    ['sparsemax(x)', 'result = ops.sparsemax(x)'],
    ['sparsemax(x, axis: 1)', 'result = ops.sparsemax(x, axis=1)'],
    ['squareplus(x, b: 3)', 'result = ops.squareplus(x, b=3.0)'],
    ['threshold(x, 0.5, 2)', 'result = ops.threshold(x, 0.5, 2.0)'],
    ['softmax(x)', 'result = ops.softmax(x)'],
    ['softmax(x, axis: 1)', 'result = ops.softmax(x, axis=1)'],
    ['log_softmax(x, axis: -2)', 'result = ops.log_softmax(x, axis=-2)'],
  ]);
  writesExpression(inKeras, 'int32[4]', [
    ['relu(x)', 'result = ops.relu(x)'],
    ['softmax(x)', 'result = ops.softmax(x)'],
  ]);
});

describe('A question of every entry', () => {
  writesExpression(inKeras, 'float32[4, 8]', [
    ['isnan(x)', 'result = ops.isnan(x)'],
    ['isfinite(x)', 'result = ops.isfinite(x)'],
    ['isinf(x)', 'result = ops.isinf(x)'],
    ['isposinf(x)', 'result = ops.isposinf(x)'],
    ['isneginf(x)', 'result = ops.isneginf(x)'],
  ]);
  writesExpression(inKeras, 'int32[4]', [['isnan(x)', 'result = ops.isnan(x)']]);
});
