import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('Add', () => {
  writes(inOnnx, 'float32[4, 8] and float32[4, 8]', [['Add()', 'y = Add(x, z)']]);
});

describe('Subtract', () => {
  writes(inOnnx, 'float32[4, 8] and float32[4, 8]', [['Subtract()', 'y = Sub(x, z)']]);
});

describe('Multiply', () => {
  writes(inOnnx, 'float32[28, 28, 3] and float32[1, 1, 3]', [['Multiply()', 'y = Mul(x, z)']]);
});

describe('Average', () => {
  writes(inOnnx, 'float32[4] and float32[4] and float32[4]', [
    [
      'Average()',
      `
v:0 = Add(x, z)
v:1 = Add(v:0, w)
y = Mul(v:1, 0.3333333432674408)
`,
    ],
  ]);
});

describe('Maximum', () => {
  writes(inOnnx, 'float32[4] and float32[4]', [['Maximum()', 'y = Max(x, z)']]);
});

describe('Minimum', () => {
  writes(inOnnx, 'float32[4] and float32[4]', [['Minimum()', 'y = Min(x, z)']]);
});

describe('Concatenate', () => {
  writes(inOnnx, 'float32[4, 8] and float32[4, 3]', [['Concatenate()', 'y = Concat(x, z) axis=2']]);
});

describe('Dot', () => {
  writes(inOnnx, 'float32[4, 8] and float32[5, 8]', [
    [
      'Dot(2)',
      `
v:0 = Transpose(z) perm=[0, 2, 1]
y = MatMul(x, v:0)
`,
    ],
  ]);
});
