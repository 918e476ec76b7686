import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('TimeDistributed', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'TimeDistributed(Dense(4))',
      `
v:1 = Reshape(x, [-1, 8])
v:2 = MatMul(v:1, weight:y/dense/kernel)
v:3 = Add(v:2, weight:y/dense/bias)
y = Reshape(v:3, [-1, 10, 4])
`,
    ],
  ]);
});

describe('SpectralNormalization', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'SpectralNormalization(Dense(4))',
      `
v:0 = MatMul(x, weight:y/dense/kernel)
y = Add(v:0, weight:y/dense/bias)
`,
    ],
  ]);
});
