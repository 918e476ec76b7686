import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('Dense', () => {
  writes(inOnnx, 'float32[8]', [
    [
      'Dense(4)',
      `
v:0 = MatMul(x, weight:y/kernel)
y = Add(v:0, weight:y/bias)
`,
    ],
    ['Dense(4, use_bias: false)', 'y = MatMul(x, weight:y/kernel)'],
    [
      'Dense(4, activation: relu)',
      `
v:0 = MatMul(x, weight:y/kernel)
v:1 = Add(v:0, weight:y/bias)
y = Relu(v:1)
`,
    ],
  ]);
});

describe('EinsumDense', () => {
  writes(inOnnx, 'float32[6, 8]', [
    [
      'EinsumDense("abc,cd->abd", [none, 4])',
      `
v:1 = Reshape(x, [1, -1, 8])
v:3 = Reshape(weight:y/kernel, [1, 8, 4])
v:4 = MatMul(v:1, v:3)
y = Reshape(v:4, [-1, 6, 4])
`,
    ],
    [
      'EinsumDense("abc,cd->abd", [6, 4], bias_axes: "d")',
      `
v:1 = Reshape(x, [1, -1, 8])
v:3 = Reshape(weight:y/kernel, [1, 8, 4])
v:4 = MatMul(v:1, v:3)
v:6 = Reshape(v:4, [-1, 6, 4])
y = Add(v:6, weight:y/bias)
`,
    ],
    [
      'EinsumDense("...x,xy->...y", 4)',
      `
v:1 = Reshape(x, [1, -1, 8])
v:3 = Reshape(weight:y/kernel, [1, 8, 4])
v:4 = MatMul(v:1, v:3)
y = Reshape(v:4, [-1, 6, 4])
`,
    ],
  ]);
});

describe('Embedding', () => {
  writes(inOnnx, 'int32[]', [['Embedding(100, 8)', 'y = Gather(weight:y/embeddings, x) axis=0']]);
  writes(inOnnx, 'int32[20]', [
    ['Embedding(100, 8)', 'y = Gather(weight:y/embeddings, x) axis=0'],
    ['Embedding(100, 8, mask_zero: true)', 'y = Gather(weight:y/embeddings, x) axis=0'],
  ]);
});

describe('ReversibleEmbedding', () => {
  writes(inOnnx, 'int32[20]', [
    ['ReversibleEmbedding(100, 8)', 'y = Gather(weight:y/embeddings, x) axis=0'],
    ['ReversibleEmbedding(100, 8, tie_weights: false)', 'y = Gather(weight:y/embeddings, x) axis=0'],
  ]);
});

describe('Masking', () => {
  writes(inOnnx, 'float32[T, 8]', [
    [
      'Masking()',
      `
v:1 = Equal(x, 0)
v:2 = Not(v:1)
v:3 = Cast(v:2) to=1
v:5 = ReduceMax(v:3, [2]) keepdims=1
y = Mul(x, v:5)
`,
    ],
    [
      'Masking(-1)',
      `
v:1 = Equal(x, -1)
v:2 = Not(v:1)
v:3 = Cast(v:2) to=1
v:5 = ReduceMax(v:3, [2]) keepdims=1
y = Mul(x, v:5)
`,
    ],
    [
      'Masking(mask_value: 0.5)',
      `
v:1 = Equal(x, 0.5)
v:2 = Not(v:1)
v:3 = Cast(v:2) to=1
v:5 = ReduceMax(v:3, [2]) keepdims=1
y = Mul(x, v:5)
`,
    ],
  ]);
});

describe('Identity', () => {
  writes(inOnnx, 'float32[3, 4]', [['Identity()', 'y = Identity(x)']]);
  writes(inOnnx, 'int32[]', [['Identity()', 'y = Identity(x)']]);
});

describe('TernaryDense', () => {
  writes(inOnnx, 'float32[8]', [
    [
      'TernaryDense(4)',
      `
v:0 = Abs(weight:y/kernel)
v:2 = ReduceMean(v:0, [0, 1]) keepdims=0
v:4 = Mul(v:2, 0.5)
v:5 = Less(v:4, v:0)
v:6 = Cast(v:5) to=1
v:7 = Sign(weight:y/kernel)
v:8 = Mul(v:7, v:6)
v:9 = Sub(v:8, weight:y/kernel)
v:10 = Add(weight:y/kernel, v:9)
v:11 = MatMul(x, v:10)
v:12 = Mul(v:11, v:2)
y = Add(v:12, weight:y/bias)
`,
    ],
    [
      'TernaryDense(4, use_bias: false)',
      `
v:0 = Abs(weight:y/kernel)
v:2 = ReduceMean(v:0, [0, 1]) keepdims=0
v:4 = Mul(v:2, 0.5)
v:5 = Less(v:4, v:0)
v:6 = Cast(v:5) to=1
v:7 = Sign(weight:y/kernel)
v:8 = Mul(v:7, v:6)
v:9 = Sub(v:8, weight:y/kernel)
v:10 = Add(weight:y/kernel, v:9)
v:11 = MatMul(x, v:10)
y = Mul(v:11, v:2)
`,
    ],
  ]);
});
