import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('MultiHeadAttention', () => {
  writes(inOnnx, 'float32[10, 8] and float32[6, 8]', [
    [
      'MultiHeadAttention(2, 4)',
      `
v:1 = Reshape(weight:y/query/kernel, [8, 8])
v:2 = MatMul(x, v:1)
v:4 = Reshape(weight:y/query/bias, [8])
v:5 = Add(v:2, v:4)
v:7 = Reshape(v:5, [0, 10, 2, 4])
v:8 = Transpose(v:7) perm=[0, 2, 1, 3]
v:10 = Mul(v:8, 0.5)
v:11 = Reshape(weight:y/key/kernel, [8, 8])
v:12 = MatMul(z, v:11)
v:13 = Reshape(weight:y/key/bias, [8])
v:14 = Add(v:12, v:13)
v:16 = Reshape(v:14, [0, 6, 2, 4])
v:17 = Transpose(v:16) perm=[0, 2, 1, 3]
v:18 = Reshape(weight:y/value/kernel, [8, 8])
v:19 = MatMul(z, v:18)
v:20 = Reshape(weight:y/value/bias, [8])
v:21 = Add(v:19, v:20)
v:22 = Reshape(v:21, [0, 6, 2, 4])
v:23 = Transpose(v:22) perm=[0, 2, 1, 3]
v:24 = Transpose(v:17) perm=[0, 1, 3, 2]
v:25 = MatMul(v:10, v:24)
v:26 = Softmax(v:25) axis=3
v:27 = MatMul(v:26, v:23)
v:28 = Transpose(v:27) perm=[0, 2, 1, 3]
v:30 = Reshape(v:28, [0, 10, 8])
v:31 = Reshape(weight:y/attention_output/kernel, [8, 8])
v:32 = MatMul(v:30, v:31)
y = Add(v:32, weight:y/attention_output/bias)
`,
    ],
  ]);
});

describe('GroupQueryAttention', () => {
  writes(inOnnx, 'float32[10, 8] and float32[6, 8]', [
    [
      'GroupQueryAttention(4, 6, 2)',
      `
v:1 = Reshape(weight:y/query/kernel, [8, 24])
v:2 = MatMul(x, v:1)
v:4 = Reshape(weight:y/query/bias, [24])
v:5 = Add(v:2, v:4)
v:7 = Reshape(v:5, [0, 10, 6, 4])
v:8 = Transpose(v:7) perm=[0, 2, 1, 3]
v:10 = Mul(v:8, 0.5)
v:12 = Reshape(weight:y/key/kernel, [8, 8])
v:13 = MatMul(z, v:12)
v:15 = Reshape(weight:y/key/bias, [8])
v:16 = Add(v:13, v:15)
v:18 = Reshape(v:16, [0, 6, 2, 4])
v:19 = Transpose(v:18) perm=[0, 2, 1, 3]
v:21 = Reshape(v:19, [0, 2, 1, 6, 4])
v:22 = Shape(x) start=0 end=1
v:27 = Concat(v:22, [2], [3], [6], [4]) axis=0
v:28 = Expand(v:21, v:27)
v:30 = Reshape(v:28, [0, 6, 6, 4])
v:31 = Transpose(v:30) perm=[0, 1, 3, 2]
v:32 = MatMul(v:10, v:31)
v:33 = Softmax(v:32) axis=3
v:34 = Reshape(weight:y/value/kernel, [8, 8])
v:35 = MatMul(z, v:34)
v:36 = Reshape(weight:y/value/bias, [8])
v:37 = Add(v:35, v:36)
v:38 = Reshape(v:37, [0, 6, 2, 4])
v:39 = Transpose(v:38) perm=[0, 2, 1, 3]
v:40 = Reshape(v:39, [0, 2, 1, 6, 4])
v:41 = Concat(v:22, [2], [3], [6], [4]) axis=0
v:42 = Expand(v:40, v:41)
v:43 = Reshape(v:42, [0, 6, 6, 4])
v:44 = MatMul(v:33, v:43)
v:45 = Transpose(v:44) perm=[0, 2, 1, 3]
v:47 = Reshape(v:45, [0, 10, 24])
v:49 = Reshape(weight:y/attention_output/kernel, [24, 8])
v:50 = MatMul(v:47, v:49)
y = Add(v:50, weight:y/attention_output/bias)
`,
    ],
  ]);
});

describe('Attention', () => {
  writes(inOnnx, 'float32[10, 8] and float32[6, 8]', [
    [
      'Attention()',
      `
v:0 = Transpose(z) perm=[0, 2, 1]
v:1 = MatMul(x, v:0)
v:2 = Softmax(v:1) axis=2
y = MatMul(v:2, z)
`,
    ],
  ]);
});

describe('AdditiveAttention', () => {
  writes(inOnnx, 'float32[10, 8] and float32[6, 8]', [
    [
      'AdditiveAttention()',
      `
v:1 = Reshape(x, [0, 10, 1, 8])
v:3 = Reshape(z, [0, 1, 6, 8])
v:4 = Add(v:1, v:3)
v:5 = Tanh(v:4)
v:6 = Mul(v:5, weight:y/scale)
v:8 = ReduceSum(v:6, [3]) keepdims=0
v:9 = Softmax(v:8) axis=2
y = MatMul(v:9, z)
`,
    ],
  ]);
});

describe('PositionEmbedding', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'PositionEmbedding(10)',
      `
v:1 = Reshape(weight:y/embeddings, [1, 10, 8])
v:2 = Shape(x) start=0 end=1
v:5 = Concat(v:2, [10], [8]) axis=0
y = Expand(v:1, v:5)
`,
    ],
  ]);
});

describe('SinePositionEncoding', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'SinePositionEncoding()',
      `
v:2 = Cast([10]) to=6
v:3 = Squeeze(v:2)
v:6 = Range(0, v:3, 1)
v:8 = Reshape(v:6, [-1, 1])
v:10 = Expand(v:8, [10, 1])
v:11 = Cast(v:10) to=1
v:12 = Mul(v:11, [1, 1, 0.10000000149011612, 0.10000000149011612, 0.009999999776482582, 0.009999999776482582, 0.0010000000474974513, 0.0010000000474974513])
v:14 = Sin(v:12)
v:16 = Sub(1, [0, 1, 0, 1, 0, 1, 0, 1])
v:17 = Mul(v:14, v:16)
v:18 = Cos(v:12)
v:19 = Mul(v:18, [0, 1, 0, 1, 0, 1, 0, 1])
v:20 = Add(v:17, v:19)
v:22 = Reshape(v:20, [1, 10, 8])
v:23 = Shape(x) start=0 end=1
v:25 = Concat(v:23, [10], [8]) axis=0
y = Expand(v:22, v:25)
`,
    ],
  ]);
});
