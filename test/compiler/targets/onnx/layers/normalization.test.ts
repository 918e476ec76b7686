import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('BatchNormalization', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'BatchNormalization()',
      `
v:1 = Add(weight:y/moving_variance, 0.0010000000474974513)
v:2 = Sqrt(v:1)
v:3 = Reciprocal(v:2)
v:4 = Mul(v:3, weight:y/gamma)
v:5 = Sub(x, weight:y/moving_mean)
v:6 = Mul(v:5, v:4)
y = Add(v:6, weight:y/beta)
`,
    ],
  ]);
});

describe('LayerNormalization', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'LayerNormalization()',
      `
v:1 = Reshape(x, [-1, 1, 8])
v:2, v:3, v:4 = LayerNormalization(v:1, weight:y/gamma, weight:y/beta) axis=-1 epsilon=0.0010000000474974513
y = Reshape(v:2, [-1, 10, 8])
v:8 = Reshape(v:3, [-1, 10, 1])
v:9 = Reshape(v:4, [-1, 10, 1])
`,
    ],
  ]);
});

describe('GroupNormalization', () => {
  writes(inOnnx, 'float32[28, 28, 6]', [
    [
      'GroupNormalization(3)',
      `
v:1 = Reshape(x, [0, 28, 28, 3, 2])
v:3 = ReduceMean(v:1, [1, 2, 4]) keepdims=1
v:4 = Sub(v:1, v:3)
v:5 = Mul(v:4, v:4)
v:6 = ReduceMean(v:5, [1, 2, 4]) keepdims=1
v:8 = Add(v:6, 0.0010000000474974513)
v:9 = Sqrt(v:8)
v:10 = Div(v:4, v:9)
v:12 = Reshape(v:10, [0, 28, 28, 6])
v:13 = Mul(v:12, weight:y/gamma)
y = Add(v:13, weight:y/beta)
`,
    ],
  ]);
});

describe('RMSNormalization', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'RMSNormalization()',
      `
v:0 = Mul(x, x)
v:2 = ReduceMean(v:0, [2]) keepdims=1
v:4 = Add(v:2, 9.999999974752427e-7)
v:5 = Sqrt(v:4)
v:6 = Div(x, v:5)
y = Mul(v:6, weight:y/scale)
`,
    ],
  ]);
});

describe('UnitNormalization', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'UnitNormalization()',
      `
v:0 = Mul(x, x)
v:2 = ReduceSum(v:0, [2]) keepdims=1
v:4 = Max(v:2, 9.999999960041972e-13)
v:5 = Sqrt(v:4)
y = Div(x, v:5)
`,
    ],
  ]);
});
