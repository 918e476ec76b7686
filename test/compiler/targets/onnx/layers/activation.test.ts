import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('Activation', () => {
  writes(inOnnx, 'float32[3, 8]', [['Activation(relu)', 'y = Relu(x)']]);
});

describe('ReLU', () => {
  writes(inOnnx, 'float32[3, 8]', [['ReLU()', 'y = Relu(x)']]);
});

describe('LeakyReLU', () => {
  writes(inOnnx, 'float32[3, 8]', [
    [
      'LeakyReLU()',
      `
v:0 = Relu(x)
v:2 = Sub(0, x)
v:3 = Relu(v:2)
v:5 = Mul(v:3, 0.30000001192092896)
y = Sub(v:0, v:5)
`,
    ],
  ]);
});

describe('ELU', () => {
  writes(inOnnx, 'float32[3, 8]', [
    [
      'ELU()',
      `
v:1 = Min(x, 0)
v:2 = Exp(v:1)
v:4 = Sub(v:2, 1)
v:5 = Less(0, x)
y = Where(v:5, x, v:4)
`,
    ],
  ]);
});

describe('PReLU', () => {
  writes(inOnnx, 'float32[3, 8]', [
    [
      'PReLU()',
      `
v:0 = Relu(x)
v:1 = Neg(x)
v:2 = Relu(v:1)
v:3 = Mul(weight:y/alpha, v:2)
y = Sub(v:0, v:3)
`,
    ],
  ]);
});

describe('Softmax', () => {
  writes(inOnnx, 'float32[3, 8]', [['Softmax()', 'y = Softmax(x) axis=2']]);
});
