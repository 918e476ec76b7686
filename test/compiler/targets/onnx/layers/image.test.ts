import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('Resizing', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'Resizing(14, 14)',
      `
v:2 = Cast([14]) to=6
v:3 = Squeeze(v:2)
v:6 = Range(0, v:3, 1)
v:7 = Cast(v:6) to=1
v:9 = Add(v:7, 0.5)
v:10 = Mul(v:9, 2)
v:11 = Sub(v:10, 0.5)
v:13 = Cast([28]) to=6
v:14 = Squeeze(v:13)
v:15 = Range(0, v:14, 1)
v:17 = Reshape(v:15, [1, -1])
v:19 = Expand(v:17, [1, 28])
v:20 = Cast(v:19) to=1
v:22 = Reshape(v:11, [14, 1])
v:23 = Sub(v:22, v:20)
v:24 = Abs(v:23)
v:26 = Sub(1, v:24)
v:28 = Max(v:26, 0)
v:30 = ReduceSum(v:28, [1]) keepdims=1
v:31 = Div(v:28, v:30)
v:32 = Transpose(x) perm=[0, 2, 1, 3]
v:33 = MatMul(v:31, v:32)
v:34 = Transpose(v:33) perm=[0, 2, 1, 3]
y = MatMul(v:31, v:34)
`,
    ],
  ]);
});

describe('CenterCrop', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'CenterCrop(14, 20)',
      `
v:3 = Slice(x, [7], [21], [1])
y = Slice(v:3, [4], [24], [2])
`,
    ],
  ]);
});

describe('RandomCrop', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'RandomCrop(14, 20)',
      `
v:3 = Slice(x, [4], [23], [1])
v:6 = Cast([14]) to=6
v:7 = Squeeze(v:6)
v:10 = Range(0, v:7, 1)
v:11 = Cast(v:10) to=1
v:13 = Add(v:11, 0.5)
v:14 = Mul(v:13, 1.3571428060531616)
v:15 = Sub(v:14, 0.5)
v:17 = Cast([19]) to=6
v:18 = Squeeze(v:17)
v:19 = Range(0, v:18, 1)
v:21 = Reshape(v:19, [1, -1])
v:23 = Expand(v:21, [1, 19])
v:24 = Cast(v:23) to=1
v:26 = Reshape(v:15, [14, 1])
v:27 = Sub(v:26, v:24)
v:28 = Abs(v:27)
v:30 = Sub(1, v:28)
v:32 = Max(v:30, 0)
v:33 = ReduceSum(v:32, [1]) keepdims=1
v:34 = Div(v:32, v:33)
v:35 = Transpose(v:3) perm=[0, 2, 1, 3]
v:36 = MatMul(v:34, v:35)
v:37 = Transpose(v:36) perm=[0, 2, 1, 3]
v:40 = Cast([20]) to=6
v:41 = Squeeze(v:40)
v:42 = Range(0, v:41, 1)
v:43 = Cast(v:42) to=1
v:44 = Add(v:43, 0.5)
v:45 = Mul(v:44, 1.399999976158142)
v:46 = Sub(v:45, 0.5)
v:48 = Cast([28]) to=6
v:49 = Squeeze(v:48)
v:50 = Range(0, v:49, 1)
v:51 = Reshape(v:50, [1, -1])
v:53 = Expand(v:51, [1, 28])
v:54 = Cast(v:53) to=1
v:56 = Reshape(v:46, [20, 1])
v:57 = Sub(v:56, v:54)
v:58 = Abs(v:57)
v:59 = Sub(1, v:58)
v:60 = Max(v:59, 0)
v:61 = ReduceSum(v:60, [1]) keepdims=1
v:62 = Div(v:60, v:61)
y = MatMul(v:62, v:37)
`,
    ],
  ]);
});

describe('RandomFlip', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomFlip()', 'y = Identity(x)']]);
});

describe('RandomRotation', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomRotation(0.2)', 'y = Identity(x)']]);
});

describe('RandomTranslation', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomTranslation(0.2, 0.3)', 'y = Identity(x)']]);
});

describe('RandomZoom', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomZoom(0.2)', 'y = Identity(x)']]);
});

describe('RandomShear', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomShear()', 'y = Identity(x)']]);
});

describe('RandomPerspective', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomPerspective()', 'y = Identity(x)']]);
});

describe('RandomElasticTransform', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomElasticTransform()', 'y = Identity(x)']]);
});

describe('RandomBrightness', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomBrightness(0.2)', 'y = Identity(x)']]);
});

describe('RandomContrast', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomContrast(0.2)', 'y = Identity(x)']]);
});

describe('RandomSaturation', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomSaturation(0.2)', 'y = Identity(x)']]);
});

describe('RandomHue', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomHue(0.2)', 'y = Identity(x)']]);
});

describe('RandomColorDegeneration', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomColorDegeneration(0.2)', 'y = Identity(x)']]);
});

describe('RandomSharpness', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomSharpness(0.2)', 'y = Identity(x)']]);
});

describe('RandomColorJitter', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomColorJitter(brightness_factor: 0.2)', 'y = Identity(x)']]);
});

describe('RandomGrayscale', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomGrayscale()', 'y = Identity(x)']]);
});

describe('RandomInvert', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomInvert()', 'y = Identity(x)']]);
});

describe('RandomPosterization', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomPosterization(4)', 'y = Identity(x)']]);
});

describe('RandomGaussianBlur', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomGaussianBlur()', 'y = Identity(x)']]);
});

describe('RandomErasing', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandomErasing()', 'y = Identity(x)']]);
});

describe('Solarization', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['Solarization()', 'y = Identity(x)']]);
});

describe('AutoContrast', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'AutoContrast()',
      `
v:1 = ReduceMin(x, [1, 2]) keepdims=1
v:2 = ReduceMax(x, [1, 2]) keepdims=1
v:3 = Sub(v:2, v:1)
v:5 = Equal(v:3, 0)
v:7 = Where(v:5, 1, v:3)
v:9 = Div(255, v:7)
v:10 = Sub(x, v:1)
v:11 = Mul(v:10, v:9)
v:12 = Clip(v:11, 0, 255)
y = Where(v:5, x, v:12)
`,
    ],
  ]);
});

describe('Equalization', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['Equalization()', 'y = Identity(x)']]);
});

describe('MixUp', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['MixUp()', 'y = Identity(x)']]);
});

describe('CutMix', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['CutMix()', 'y = Identity(x)']]);
});

describe('RandAugment', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['RandAugment()', 'y = Identity(x)']]);
});

describe('AugMix', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [['AugMix()', 'y = Identity(x)']]);
});
