import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('Rescaling', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['Rescaling(0.5)', 'y = Mul(x, 0.5)']]);
});

describe('Normalization', () => {
  writes(inOnnx, 'float32[8]', [
    [
      'Normalization()',
      `
v:1 = Reshape(weight:y/mean, [1, 8])
v:2 = Reshape(weight:y/variance, [1, 8])
v:3 = Sqrt(v:2)
v:5 = Max(v:3, 1.0000000116860974e-7)
v:6 = Sub(x, v:1)
y = Div(v:6, v:5)
`,
    ],
  ]);
});

describe('Discretization', () => {
  writes(inOnnx, 'float32[8]', [
    [
      'Discretization(bin_boundaries: [0, 1, 2])',
      `
v:2 = Reshape(x, [0, 8, 1])
v:3 = LessOrEqual([0, 1, 2], v:2)
v:4 = Cast(v:3) to=6
y = ReduceSum(v:4, [2]) keepdims=0
`,
    ],
  ]);
});

describe('CategoryEncoding', () => {
  writes(inOnnx, 'int32[5]', [
    [
      'CategoryEncoding(4)',
      `
v:1 = Cast([4]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:7 = Reshape(x, [0, 5, 1])
v:8 = Equal(v:7, v:5)
v:9 = Cast(v:8) to=1
y = ReduceMax(v:9, [1]) keepdims=0
`,
    ],
  ]);
});

describe('Hashing', () => {
  writes(inOnnx, 'string[5]', [['Hashing(10)', 'prediction:y = Identity(y)']]);
});

describe('HashedCrossing', () => {
  writes(inOnnx, 'string[] and int32[]', [['HashedCrossing(10)', 'prediction:y = Identity(y)']]);
});

describe('StringLookup', () => {
  writes(inOnnx, 'string[5]', [['StringLookup(vocabulary: ["a", "b"])', 'prediction:y = Identity(y)']]);
});

describe('IntegerLookup', () => {
  writes(inOnnx, 'int32[5]', [['IntegerLookup(vocabulary: [10, 20])', 'prediction:y = Identity(y)']]);
});

describe('TextVectorization', () => {
  writes(inOnnx, 'string[]', [['TextVectorization(max_tokens: 100)', 'prediction:y = Identity(y)']]);
});

describe('STFTSpectrogram', () => {
  writes(inOnnx, 'float32[1000, 1]', [
    [
      'STFTSpectrogram()',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:2 = Reshape(v:0, [0, 1000, 1])
v:3 = Transpose(v:2) perm=[0, 2, 1]
v:4 = Transpose(weight:y/real_kernel) perm=[2, 1, 0]
v:5 = Conv(v:3, v:4) strides=[128] dilations=[1] group=1 kernel_shape=[256] pads=[0, 0]
v:6 = Transpose(v:5) perm=[0, 2, 1]
v:7 = Mul(v:6, v:6)
v:8 = Transpose(v:2) perm=[0, 2, 1]
v:9 = Transpose(weight:y/imag_kernel) perm=[2, 1, 0]
v:10 = Conv(v:8, v:9) strides=[128] dilations=[1] group=1 kernel_shape=[256] pads=[0, 0]
v:11 = Transpose(v:10) perm=[0, 2, 1]
v:12 = Mul(v:11, v:11)
v:13 = Add(v:7, v:12)
v:15 = Max(v:13, 1.0000000116860974e-7)
v:16 = Sqrt(v:15)
v:17 = Max(v:16, 1.0000000116860974e-7)
v:18 = Log(v:17)
v:20 = Reshape(v:18, [0, 1, 6, 129])
v:21 = Transpose(v:20) perm=[0, 2, 1, 3]
y = Reshape(v:21, [0, 6, 129])
`,
    ],
  ]);
});

describe('MelSpectrogram', () => {
  writes(inOnnx, 'float32[16000]', [
    [
      'MelSpectrogram()',
      `
v:1 = Cast([17920]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:7 = Add(v:5, -1024)
v:9 = Mod(v:7, 31998)
v:10 = Sub(31998, v:9)
v:11 = Min(v:9, v:10)
v:12 = Gather(x, v:11) axis=1
v:14 = Cast([2048]) to=6
v:15 = Squeeze(v:14)
v:16 = Range(0, v:15, 1)
v:18 = Reshape(v:16, [-1, 1, 1])
v:20 = Expand(v:18, [2048, 1, 1025])
v:22 = Cast([1025]) to=6
v:23 = Squeeze(v:22)
v:24 = Range(0, v:23, 1)
v:26 = Reshape(v:24, [1, 1, -1])
v:27 = Expand(v:26, [2048, 1, 1025])
v:28 = Mul(v:20, v:27)
v:30 = Mod(v:28, 2048)
v:31 = Cast(v:30) to=1
v:33 = Mul(v:31, -0.003067961661145091)
v:35 = Cos(v:33)
v:37 = Reshape(v:12, [0, 17920, 1])
v:38 = Mul(v:35, v:34)
v:39 = Transpose(v:37) perm=[0, 2, 1]
v:40 = Transpose(v:38) perm=[2, 1, 0]
v:41 = Conv(v:39, v:40) strides=[512] dilations=[1] group=1 kernel_shape=[2048] pads=[0, 0]
v:42 = Transpose(v:41) perm=[0, 2, 1]
v:43 = Mul(v:42, v:42)
v:44 = Sin(v:33)
v:45 = Mul(v:44, v:34)
v:46 = Transpose(v:37) perm=[0, 2, 1]
v:47 = Transpose(v:45) perm=[2, 1, 0]
v:48 = Conv(v:46, v:47) strides=[512] dilations=[1] group=1 kernel_shape=[2048] pads=[0, 0]
v:49 = Transpose(v:48) perm=[0, 2, 1]
v:50 = Mul(v:49, v:49)
v:51 = Add(v:43, v:50)
v:53 = MatMul(v:51, v:52)
v:55 = Max(v:53, 1.000000013351432e-10)
v:56 = Log(v:55)
v:58 = Mul(v:56, 4.342944622039795)
v:60 = ReduceMax(v:58, [0, 1, 2]) keepdims=0
v:62 = Sub(v:60, 80)
v:63 = Max(v:58, v:62)
y = Transpose(v:63) perm=[0, 2, 1]
`,
    ],
  ]);
});
