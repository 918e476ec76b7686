import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('Flatten', () => {
  writes(inOnnx, 'float32[4, 8]', [['Flatten()', 'y = Reshape(x, [0, 32])']]);
  writes(inOnnx, 'float32[3, 4, 8]', [
    ['Flatten()', 'y = Reshape(x, [0, 96])'],
    [
      'Flatten(data_format: channels_first)',
      `
v:0 = Transpose(x) perm=[0, 2, 3, 1]
y = Reshape(v:0, [0, 96])
`,
    ],
  ]);
});

describe('Reshape', () => {
  writes(inOnnx, 'float32[4, 6]', [
    ['Reshape([24])', 'y = Reshape(x, [0, 24])'],
    ['Reshape([2, 12])', 'y = Reshape(x, [0, 2, 12])'],
    ['Reshape([-1, 3])', 'y = Reshape(x, [0, 8, 3])'],
  ]);
});

describe('Permute', () => {
  writes(inOnnx, 'float32[4, 6, 2]', [
    ['Permute([2, 1, 3])', 'y = Transpose(x) perm=[0, 2, 1, 3]'],
    ['Permute([3, 2, 1])', 'y = Transpose(x) perm=[0, 3, 2, 1]'],
    ['Permute([1, 2, 3])', 'y = Identity(x)'],
  ]);
});

describe('RepeatVector', () => {
  writes(inOnnx, 'float32[8]', [
    [
      'RepeatVector(5)',
      `
v:1 = Reshape(x, [0, 1, 8])
v:2 = Shape(x) start=0 end=1
v:5 = Concat(v:2, [5], [8]) axis=0
y = Expand(v:1, v:5)
`,
    ],
  ]);
  writes(inOnnx, 'float32[N]', [
    [
      'RepeatVector(5)',
      `
v:1 = Reshape(x, [0, 1, -1])
v:2 = Shape(x) start=0 end=1
v:4 = Shape(x) start=1 end=2
v:5 = Concat(v:2, [5], v:4) axis=0
y = Expand(v:1, v:5)
`,
    ],
  ]);
});

describe('ZeroPadding1D', () => {
  writes(inOnnx, 'float32[10, 8]', [
    ['ZeroPadding1D()', 'y = Pad(x, [0, 1, 0, 0, 1, 0], 0)'],
    ['ZeroPadding1D(2)', 'y = Pad(x, [0, 2, 0, 0, 2, 0], 0)'],
    ['ZeroPadding1D([1, 3])', 'y = Pad(x, [0, 1, 0, 0, 3, 0], 0)'],
  ]);
});

describe('ZeroPadding2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    ['ZeroPadding2D()', 'y = Pad(x, [0, 1, 1, 0, 0, 1, 1, 0], 0)'],
    ['ZeroPadding2D(2)', 'y = Pad(x, [0, 2, 2, 0, 0, 2, 2, 0], 0)'],
    ['ZeroPadding2D([1, 3])', 'y = Pad(x, [0, 1, 3, 0, 0, 1, 3, 0], 0)'],
  ]);
});

describe('ZeroPadding3D', () => {
  writes(inOnnx, 'float32[4, 6, 8, 2]', [
    ['ZeroPadding3D()', 'y = Pad(x, v:0, 0)'],
    ['ZeroPadding3D([1, 0, 2])', 'y = Pad(x, v:0, 0)'],
    ['ZeroPadding3D([[1, 0], [0, 2], [3, 3]])', 'y = Pad(x, v:0, 0)'],
  ]);
});

describe('Cropping1D', () => {
  writes(inOnnx, 'float32[10, 8]', [
    ['Cropping1D()', 'y = Slice(x, [1], [9], [1])'],
    ['Cropping1D(2)', 'y = Slice(x, [2], [8], [1])'],
    ['Cropping1D([1, 3])', 'y = Slice(x, [1], [7], [1])'],
  ]);
});

describe('Cropping2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    ['Cropping2D(2)', 'y = Slice(x, [2, 2], [26, 26], [1, 2])'],
    ['Cropping2D([1, 3])', 'y = Slice(x, [1, 3], [27, 25], [1, 2])'],
    ['Cropping2D([[1, 0], [2, 3]])', 'y = Slice(x, [1, 2], [28, 25], [1, 2])'],
  ]);
});

describe('Cropping3D', () => {
  writes(inOnnx, 'float32[4, 6, 8, 2]', [
    ['Cropping3D()', 'y = Slice(x, [1, 1, 1], [3, 5, 7], [1, 2, 3])'],
    ['Cropping3D([1, 0, 2])', 'y = Slice(x, [1, 2], [3, 6], [1, 3])'],
  ]);
});

describe('UpSampling1D', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'UpSampling1D()',
      `
v:1 = Reshape(x, [0, 10, 1, 8])
v:2 = Shape(x) start=0 end=1
v:6 = Concat(v:2, [10], [2], [8]) axis=0
v:7 = Expand(v:1, v:6)
y = Reshape(v:7, [0, 20, 8])
`,
    ],
    [
      'UpSampling1D(3)',
      `
v:1 = Reshape(x, [0, 10, 1, 8])
v:2 = Shape(x) start=0 end=1
v:6 = Concat(v:2, [10], [3], [8]) axis=0
v:7 = Expand(v:1, v:6)
y = Reshape(v:7, [0, 30, 8])
`,
    ],
  ]);
  writes(inOnnx, 'float32[T, 8]', [
    [
      'UpSampling1D(2)',
      `
v:1 = Reshape(x, [0, 0, 1, 8])
v:2 = Shape(x) start=0 end=1
v:3 = Shape(x) start=1 end=2
v:6 = Concat(v:2, v:3, [2], [8]) axis=0
v:7 = Expand(v:1, v:6)
y = Reshape(v:7, [0, -1, 8])
`,
    ],
  ]);
});

describe('UpSampling2D', () => {
  writes(inOnnx, 'float32[7, 7, 3]', [
    [
      'UpSampling2D()',
      `
v:1 = Reshape(x, [0, 7, 1, 7, 3])
v:2 = Shape(x) start=0 end=1
v:6 = Concat(v:2, [7], [2], [7], [3]) axis=0
v:7 = Expand(v:1, v:6)
v:9 = Reshape(v:7, [0, 14, 7, 1, 3])
v:11 = Concat(v:2, [14], [7], [2], [3]) axis=0
v:12 = Expand(v:9, v:11)
y = Reshape(v:12, [0, 14, 14, 3])
`,
    ],
    [
      'UpSampling2D(3)',
      `
v:1 = Reshape(x, [0, 7, 1, 7, 3])
v:2 = Shape(x) start=0 end=1
v:5 = Concat(v:2, [7], [3], [7], [3]) axis=0
v:6 = Expand(v:1, v:5)
v:8 = Reshape(v:6, [0, 21, 7, 1, 3])
v:10 = Concat(v:2, [21], [7], [3], [3]) axis=0
v:11 = Expand(v:8, v:10)
y = Reshape(v:11, [0, 21, 21, 3])
`,
    ],
    [
      'UpSampling2D([2, 3], interpolation: bilinear)',
      `
v:2 = Slice(x, [0], [1], [1])
v:5 = Slice(x, [-1], [-2147483648], [1], [-1])
v:6 = Slice(v:5, [0], [1], [1])
v:7 = Slice(v:6, [-1], [-2147483648], [1], [-1])
v:8 = Concat(v:2, x, v:7) axis=1
v:10 = Slice(v:8, [0], [7], [1])
v:13 = Slice(v:8, [2], [9], [1])
v:15 = Mul(x, 0.75)
v:17 = Mul(v:10, 0.25)
v:18 = Add(v:15, v:17)
v:19 = Mul(v:13, 0.25)
v:20 = Add(v:15, v:19)
v:22 = Reshape(v:18, [0, 7, 1, 7, 3])
v:23 = Reshape(v:20, [0, 7, 1, 7, 3])
v:24 = Concat(v:22, v:23) axis=2
v:26 = Reshape(v:24, [0, 14, 7, 3])
v:27 = Slice(v:26, [0], [1], [2])
v:28 = Slice(v:26, [-1], [-2147483648], [2], [-1])
v:29 = Slice(v:28, [0], [1], [2])
v:30 = Slice(v:29, [-1], [-2147483648], [2], [-1])
v:31 = Concat(v:27, v:26, v:30) axis=2
v:32 = Slice(v:31, [0], [7], [2])
v:33 = Slice(v:31, [2], [9], [2])
v:35 = Mul(v:26, 0.6666666865348816)
v:37 = Mul(v:32, 0.3333333432674408)
v:38 = Add(v:35, v:37)
v:39 = Mul(v:33, 0.3333333432674408)
v:40 = Add(v:35, v:39)
v:42 = Reshape(v:38, [0, 14, 7, 1, 3])
v:43 = Reshape(v:24, [0, 14, 7, 1, 3])
v:44 = Reshape(v:40, [0, 14, 7, 1, 3])
v:45 = Concat(v:42, v:43, v:44) axis=3
y = Reshape(v:45, [0, 14, 21, 3])
`,
    ],
  ]);
});

describe('UpSampling3D', () => {
  writes(inOnnx, 'float32[4, 6, 8, 2]', [
    [
      'UpSampling3D()',
      `
v:1 = Reshape(x, [0, 4, 1, 6, 8, 2])
v:2 = Shape(x) start=0 end=1
v:7 = Concat(v:2, [4], [2], [6], [8], [2]) axis=0
v:8 = Expand(v:1, v:7)
v:10 = Reshape(v:8, [0, 8, 6, 1, 8, 2])
v:11 = Concat(v:2, [8], [6], [2], [8], [2]) axis=0
v:12 = Expand(v:10, v:11)
v:14 = Reshape(v:12, [0, 8, 12, 8, 1, 2])
v:16 = Concat(v:2, [8], [12], [8], [2], [2]) axis=0
v:17 = Expand(v:14, v:16)
y = Reshape(v:17, [0, 8, 12, 16, 2])
`,
    ],
    [
      'UpSampling3D([1, 2, 3])',
      `
v:1 = Reshape(x, [0, 4, 6, 1, 8, 2])
v:2 = Shape(x) start=0 end=1
v:7 = Concat(v:2, [4], [6], [2], [8], [2]) axis=0
v:8 = Expand(v:1, v:7)
v:10 = Reshape(v:8, [0, 4, 12, 8, 1, 2])
v:13 = Concat(v:2, [4], [12], [8], [3], [2]) axis=0
v:14 = Expand(v:10, v:13)
y = Reshape(v:14, [0, 4, 12, 24, 2])
`,
    ],
  ]);
});
