import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('MaxPooling1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'MaxPooling1D()',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = MaxPool(v:0) kernel_shape=[2] strides=[2] dilations=[1] pads=[0, 0]
y = Transpose(v:1) perm=[0, 2, 1]
`,
    ],
    [
      'MaxPooling1D(3)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = MaxPool(v:0) kernel_shape=[3] strides=[3] dilations=[1] pads=[0, 0]
y = Transpose(v:1) perm=[0, 2, 1]
`,
    ],
    [
      'MaxPooling1D(3, strides: 1)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = MaxPool(v:0) kernel_shape=[3] strides=[1] dilations=[1] pads=[0, 0]
y = Transpose(v:1) perm=[0, 2, 1]
`,
    ],
  ]);
});

describe('MaxPooling2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'MaxPooling2D()',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = MaxPool(v:0) kernel_shape=[2, 2] strides=[2, 2] dilations=[1, 1] pads=[0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 1]
`,
    ],
    [
      'MaxPooling2D([2, 4])',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = MaxPool(v:0) kernel_shape=[2, 4] strides=[2, 4] dilations=[1, 1] pads=[0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 1]
`,
    ],
    [
      'MaxPooling2D(3, strides: 2)',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = MaxPool(v:0) kernel_shape=[3, 3] strides=[2, 2] dilations=[1, 1] pads=[0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 1]
`,
    ],
  ]);
});

describe('MaxPooling3D', () => {
  writes(inOnnx, 'float32[8, 16, 16, 2]', [
    [
      'MaxPooling3D()',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = MaxPool(v:0) kernel_shape=[2, 2, 2] strides=[2, 2, 2] dilations=[1, 1, 1] pads=[0, 0, 0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 4, 1]
`,
    ],
    [
      'MaxPooling3D([1, 2, 2])',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = MaxPool(v:0) kernel_shape=[1, 2, 2] strides=[1, 2, 2] dilations=[1, 1, 1] pads=[0, 0, 0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 4, 1]
`,
    ],
    [
      'MaxPooling3D(2, strides: 1)',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = MaxPool(v:0) kernel_shape=[2, 2, 2] strides=[1, 1, 1] dilations=[1, 1, 1] pads=[0, 0, 0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 4, 1]
`,
    ],
  ]);
});

describe('AveragePooling1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'AveragePooling1D(2)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = AveragePool(v:0) kernel_shape=[2] strides=[2] dilations=[1] pads=[0, 0]
y = Transpose(v:1) perm=[0, 2, 1]
`,
    ],
    [
      'AveragePooling1D(3, strides: 2, padding: same)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = AveragePool(v:0) kernel_shape=[3] strides=[2] dilations=[1] pads=[0, 1]
y = Transpose(v:1) perm=[0, 2, 1]
`,
    ],
  ]);
});

describe('AveragePooling2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'AveragePooling2D(2)',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = AveragePool(v:0) kernel_shape=[2, 2] strides=[2, 2] dilations=[1, 1] pads=[0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 1]
`,
    ],
    [
      'AveragePooling2D([2, 7], strides: 1)',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = AveragePool(v:0) kernel_shape=[2, 7] strides=[1, 1] dilations=[1, 1] pads=[0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 1]
`,
    ],
  ]);
  writes(inOnnx, 'float32[3, 28, 28]', [
    [
      'AveragePooling2D(2, data_format: channels_first)',
      `
v:0 = Transpose(x) perm=[0, 2, 3, 1]
v:1 = Transpose(v:0) perm=[0, 3, 1, 2]
v:2 = AveragePool(v:1) kernel_shape=[2, 2] strides=[2, 2] dilations=[1, 1] pads=[0, 0, 0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 1]
y = Transpose(v:3) perm=[0, 3, 1, 2]
`,
    ],
  ]);
});

describe('AveragePooling3D', () => {
  writes(inOnnx, 'float32[8, 16, 16, 2]', [
    [
      'AveragePooling3D(2)',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = AveragePool(v:0) kernel_shape=[2, 2, 2] strides=[2, 2, 2] dilations=[1, 1, 1] pads=[0, 0, 0, 0, 0, 0]
y = Transpose(v:1) perm=[0, 2, 3, 4, 1]
`,
    ],
    [
      'AveragePooling3D(2, padding: same, strides: 3)',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = AveragePool(v:0) kernel_shape=[2, 2, 2] strides=[3, 3, 3] dilations=[1, 1, 1] pads=[0, 0, 0, 0, 1, 1]
y = Transpose(v:1) perm=[0, 2, 3, 4, 1]
`,
    ],
  ]);
});

describe('GlobalMaxPooling1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'GlobalMaxPooling1D()',
      `
v:1 = ReduceMax(x, [1]) keepdims=1
y = Reshape(v:1, [0, 4])
`,
    ],
    ['GlobalMaxPooling1D(keepdims: true)', 'y = ReduceMax(x, [1]) keepdims=1'],
    [
      'GlobalMaxPooling1D(data_format: channels_first)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:2 = ReduceMax(v:0, [1]) keepdims=1
y = Reshape(v:2, [0, 20])
`,
    ],
  ]);
});

describe('GlobalMaxPooling2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'GlobalMaxPooling2D()',
      `
v:1 = ReduceMax(x, [1, 2]) keepdims=1
y = Reshape(v:1, [0, 3])
`,
    ],
    ['GlobalMaxPooling2D(keepdims: true)', 'y = ReduceMax(x, [1, 2]) keepdims=1'],
    [
      'GlobalMaxPooling2D(data_format: channels_first)',
      `
v:0 = Transpose(x) perm=[0, 2, 3, 1]
v:2 = ReduceMax(v:0, [1, 2]) keepdims=1
y = Reshape(v:2, [0, 28])
`,
    ],
  ]);
});

describe('GlobalMaxPooling3D', () => {
  writes(inOnnx, 'float32[8, 16, 16, 2]', [
    [
      'GlobalMaxPooling3D()',
      `
v:1 = ReduceMax(x, [1, 2, 3]) keepdims=1
y = Reshape(v:1, [0, 2])
`,
    ],
    ['GlobalMaxPooling3D(keepdims: true)', 'y = ReduceMax(x, [1, 2, 3]) keepdims=1'],
  ]);
});

describe('GlobalAveragePooling1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'GlobalAveragePooling1D()',
      `
v:1 = ReduceMean(x, [1]) keepdims=1
y = Reshape(v:1, [0, 4])
`,
    ],
    ['GlobalAveragePooling1D(keepdims: true)', 'y = ReduceMean(x, [1]) keepdims=1'],
  ]);
  writes(inOnnx, 'float32[T, 4]', [
    [
      'GlobalAveragePooling1D()',
      `
v:1 = ReduceMean(x, [1]) keepdims=1
y = Reshape(v:1, [0, 4])
`,
    ],
  ]);
});

describe('GlobalAveragePooling2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'GlobalAveragePooling2D()',
      `
v:1 = ReduceMean(x, [1, 2]) keepdims=1
y = Reshape(v:1, [0, 3])
`,
    ],
    ['GlobalAveragePooling2D(keepdims: true)', 'y = ReduceMean(x, [1, 2]) keepdims=1'],
  ]);
  writes(inOnnx, 'float32[3, 28, 28]', [
    [
      'GlobalAveragePooling2D(data_format: channels_first)',
      `
v:0 = Transpose(x) perm=[0, 2, 3, 1]
v:2 = ReduceMean(v:0, [1, 2]) keepdims=1
y = Reshape(v:2, [0, 3])
`,
    ],
  ]);
});

describe('GlobalAveragePooling3D', () => {
  writes(inOnnx, 'float32[8, 16, 16, 2]', [
    [
      'GlobalAveragePooling3D()',
      `
v:1 = ReduceMean(x, [1, 2, 3]) keepdims=1
y = Reshape(v:1, [0, 2])
`,
    ],
  ]);
});

describe('AdaptiveAveragePooling1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'AdaptiveAveragePooling1D(5)',
      `
v:3 = Slice(x, [0], [4], [1])
v:4 = ReduceMean(v:3, [1]) keepdims=1
v:6 = Slice(x, [4], [8], [1])
v:7 = ReduceMean(v:6, [1]) keepdims=1
v:9 = Slice(x, [8], [12], [1])
v:10 = ReduceMean(v:9, [1]) keepdims=1
v:12 = Slice(x, [12], [16], [1])
v:13 = ReduceMean(v:12, [1]) keepdims=1
v:15 = Slice(x, [16], [20], [1])
v:16 = ReduceMean(v:15, [1]) keepdims=1
y = Concat(v:4, v:7, v:10, v:13, v:16) axis=1
`,
    ],
    [
      'AdaptiveAveragePooling1D(7)',
      `
v:3 = Slice(x, [0], [3], [1])
v:4 = ReduceMean(v:3, [1]) keepdims=1
v:7 = Slice(x, [2], [6], [1])
v:8 = ReduceMean(v:7, [1]) keepdims=1
v:11 = Slice(x, [5], [9], [1])
v:12 = ReduceMean(v:11, [1]) keepdims=1
v:15 = Slice(x, [8], [12], [1])
v:16 = ReduceMean(v:15, [1]) keepdims=1
v:19 = Slice(x, [11], [15], [1])
v:20 = ReduceMean(v:19, [1]) keepdims=1
v:23 = Slice(x, [14], [18], [1])
v:24 = ReduceMean(v:23, [1]) keepdims=1
v:27 = Slice(x, [17], [20], [1])
v:28 = ReduceMean(v:27, [1]) keepdims=1
y = Concat(v:4, v:8, v:12, v:16, v:20, v:24, v:28) axis=1
`,
    ],
  ]);
});

describe('AdaptiveAveragePooling2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'AdaptiveAveragePooling2D(7)',
      `
v:3 = Slice(x, [0], [4], [1])
v:4 = ReduceMean(v:3, [1]) keepdims=1
v:6 = Slice(x, [4], [8], [1])
v:7 = ReduceMean(v:6, [1]) keepdims=1
v:9 = Slice(x, [8], [12], [1])
v:10 = ReduceMean(v:9, [1]) keepdims=1
v:12 = Slice(x, [12], [16], [1])
v:13 = ReduceMean(v:12, [1]) keepdims=1
v:15 = Slice(x, [16], [20], [1])
v:16 = ReduceMean(v:15, [1]) keepdims=1
v:18 = Slice(x, [20], [24], [1])
v:19 = ReduceMean(v:18, [1]) keepdims=1
v:21 = Slice(x, [24], [28], [1])
v:22 = ReduceMean(v:21, [1]) keepdims=1
v:23 = Concat(v:4, v:7, v:10, v:13, v:16, v:19, v:22) axis=1
v:25 = Slice(v:23, [0], [4], [2])
v:26 = ReduceMean(v:25, [2]) keepdims=1
v:27 = Slice(v:23, [4], [8], [2])
v:28 = ReduceMean(v:27, [2]) keepdims=1
v:29 = Slice(v:23, [8], [12], [2])
v:30 = ReduceMean(v:29, [2]) keepdims=1
v:31 = Slice(v:23, [12], [16], [2])
v:32 = ReduceMean(v:31, [2]) keepdims=1
v:33 = Slice(v:23, [16], [20], [2])
v:34 = ReduceMean(v:33, [2]) keepdims=1
v:35 = Slice(v:23, [20], [24], [2])
v:36 = ReduceMean(v:35, [2]) keepdims=1
v:37 = Slice(v:23, [24], [28], [2])
v:38 = ReduceMean(v:37, [2]) keepdims=1
y = Concat(v:26, v:28, v:30, v:32, v:34, v:36, v:38) axis=2
`,
    ],
    [
      'AdaptiveAveragePooling2D([7, 5])',
      `
v:3 = Slice(x, [0], [4], [1])
v:4 = ReduceMean(v:3, [1]) keepdims=1
v:6 = Slice(x, [4], [8], [1])
v:7 = ReduceMean(v:6, [1]) keepdims=1
v:9 = Slice(x, [8], [12], [1])
v:10 = ReduceMean(v:9, [1]) keepdims=1
v:12 = Slice(x, [12], [16], [1])
v:13 = ReduceMean(v:12, [1]) keepdims=1
v:15 = Slice(x, [16], [20], [1])
v:16 = ReduceMean(v:15, [1]) keepdims=1
v:18 = Slice(x, [20], [24], [1])
v:19 = ReduceMean(v:18, [1]) keepdims=1
v:21 = Slice(x, [24], [28], [1])
v:22 = ReduceMean(v:21, [1]) keepdims=1
v:23 = Concat(v:4, v:7, v:10, v:13, v:16, v:19, v:22) axis=1
v:26 = Slice(v:23, [0], [6], [2])
v:27 = ReduceMean(v:26, [2]) keepdims=1
v:29 = Slice(v:23, [5], [12], [2])
v:30 = ReduceMean(v:29, [2]) keepdims=1
v:33 = Slice(v:23, [11], [17], [2])
v:34 = ReduceMean(v:33, [2]) keepdims=1
v:36 = Slice(v:23, [16], [23], [2])
v:37 = ReduceMean(v:36, [2]) keepdims=1
v:39 = Slice(v:23, [22], [28], [2])
v:40 = ReduceMean(v:39, [2]) keepdims=1
y = Concat(v:27, v:30, v:34, v:37, v:40) axis=2
`,
    ],
  ]);
  writes(inOnnx, 'float32[3, 28, 28]', [
    [
      'AdaptiveAveragePooling2D(7, data_format: channels_first)',
      `
v:0 = Transpose(x) perm=[0, 2, 3, 1]
v:4 = Slice(v:0, [0], [4], [1])
v:5 = ReduceMean(v:4, [1]) keepdims=1
v:7 = Slice(v:0, [4], [8], [1])
v:8 = ReduceMean(v:7, [1]) keepdims=1
v:10 = Slice(v:0, [8], [12], [1])
v:11 = ReduceMean(v:10, [1]) keepdims=1
v:13 = Slice(v:0, [12], [16], [1])
v:14 = ReduceMean(v:13, [1]) keepdims=1
v:16 = Slice(v:0, [16], [20], [1])
v:17 = ReduceMean(v:16, [1]) keepdims=1
v:19 = Slice(v:0, [20], [24], [1])
v:20 = ReduceMean(v:19, [1]) keepdims=1
v:22 = Slice(v:0, [24], [28], [1])
v:23 = ReduceMean(v:22, [1]) keepdims=1
v:24 = Concat(v:5, v:8, v:11, v:14, v:17, v:20, v:23) axis=1
v:26 = Slice(v:24, [0], [4], [2])
v:27 = ReduceMean(v:26, [2]) keepdims=1
v:28 = Slice(v:24, [4], [8], [2])
v:29 = ReduceMean(v:28, [2]) keepdims=1
v:30 = Slice(v:24, [8], [12], [2])
v:31 = ReduceMean(v:30, [2]) keepdims=1
v:32 = Slice(v:24, [12], [16], [2])
v:33 = ReduceMean(v:32, [2]) keepdims=1
v:34 = Slice(v:24, [16], [20], [2])
v:35 = ReduceMean(v:34, [2]) keepdims=1
v:36 = Slice(v:24, [20], [24], [2])
v:37 = ReduceMean(v:36, [2]) keepdims=1
v:38 = Slice(v:24, [24], [28], [2])
v:39 = ReduceMean(v:38, [2]) keepdims=1
v:40 = Concat(v:27, v:29, v:31, v:33, v:35, v:37, v:39) axis=2
y = Transpose(v:40) perm=[0, 3, 1, 2]
`,
    ],
  ]);
});

describe('AdaptiveAveragePooling3D', () => {
  writes(inOnnx, 'float32[8, 16, 16, 2]', [
    [
      'AdaptiveAveragePooling3D(2)',
      `
v:3 = Slice(x, [0], [4], [1])
v:4 = ReduceMean(v:3, [1]) keepdims=1
v:6 = Slice(x, [4], [8], [1])
v:7 = ReduceMean(v:6, [1]) keepdims=1
v:8 = Concat(v:4, v:7) axis=1
v:10 = Slice(v:8, [0], [8], [2])
v:11 = ReduceMean(v:10, [2]) keepdims=1
v:13 = Slice(v:8, [8], [16], [2])
v:14 = ReduceMean(v:13, [2]) keepdims=1
v:15 = Concat(v:11, v:14) axis=2
v:17 = Slice(v:15, [0], [8], [3])
v:18 = ReduceMean(v:17, [3]) keepdims=1
v:19 = Slice(v:15, [8], [16], [3])
v:20 = ReduceMean(v:19, [3]) keepdims=1
y = Concat(v:18, v:20) axis=3
`,
    ],
    [
      'AdaptiveAveragePooling3D([2, 3, 4])',
      `
v:3 = Slice(x, [0], [4], [1])
v:4 = ReduceMean(v:3, [1]) keepdims=1
v:6 = Slice(x, [4], [8], [1])
v:7 = ReduceMean(v:6, [1]) keepdims=1
v:8 = Concat(v:4, v:7) axis=1
v:11 = Slice(v:8, [0], [6], [2])
v:12 = ReduceMean(v:11, [2]) keepdims=1
v:15 = Slice(v:8, [5], [11], [2])
v:16 = ReduceMean(v:15, [2]) keepdims=1
v:19 = Slice(v:8, [10], [16], [2])
v:20 = ReduceMean(v:19, [2]) keepdims=1
v:21 = Concat(v:12, v:16, v:20) axis=2
v:23 = Slice(v:21, [0], [4], [3])
v:24 = ReduceMean(v:23, [3]) keepdims=1
v:25 = Slice(v:21, [4], [8], [3])
v:26 = ReduceMean(v:25, [3]) keepdims=1
v:28 = Slice(v:21, [8], [12], [3])
v:29 = ReduceMean(v:28, [3]) keepdims=1
v:30 = Slice(v:21, [12], [16], [3])
v:31 = ReduceMean(v:30, [3]) keepdims=1
y = Concat(v:24, v:26, v:29, v:31) axis=3
`,
    ],
  ]);
});

describe('AdaptiveMaxPooling1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'AdaptiveMaxPooling1D(5)',
      `
v:3 = Slice(x, [0], [4], [1])
v:4 = ReduceMax(v:3, [1]) keepdims=1
v:6 = Slice(x, [4], [8], [1])
v:7 = ReduceMax(v:6, [1]) keepdims=1
v:9 = Slice(x, [8], [12], [1])
v:10 = ReduceMax(v:9, [1]) keepdims=1
v:12 = Slice(x, [12], [16], [1])
v:13 = ReduceMax(v:12, [1]) keepdims=1
v:15 = Slice(x, [16], [20], [1])
v:16 = ReduceMax(v:15, [1]) keepdims=1
y = Concat(v:4, v:7, v:10, v:13, v:16) axis=1
`,
    ],
  ]);
});

describe('AdaptiveMaxPooling2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    ['AdaptiveMaxPooling2D([1, 28])', 'y = ReduceMax(x, [1]) keepdims=1'],
  ]);
});

describe('AdaptiveMaxPooling3D', () => {
  writes(inOnnx, 'float32[8, 16, 16, 2]', [
    [
      'AdaptiveMaxPooling3D(2)',
      `
v:3 = Slice(x, [0], [4], [1])
v:4 = ReduceMax(v:3, [1]) keepdims=1
v:6 = Slice(x, [4], [8], [1])
v:7 = ReduceMax(v:6, [1]) keepdims=1
v:8 = Concat(v:4, v:7) axis=1
v:10 = Slice(v:8, [0], [8], [2])
v:11 = ReduceMax(v:10, [2]) keepdims=1
v:13 = Slice(v:8, [8], [16], [2])
v:14 = ReduceMax(v:13, [2]) keepdims=1
v:15 = Concat(v:11, v:14) axis=2
v:17 = Slice(v:15, [0], [8], [3])
v:18 = ReduceMax(v:17, [3]) keepdims=1
v:19 = Slice(v:15, [8], [16], [3])
v:20 = ReduceMax(v:19, [3]) keepdims=1
y = Concat(v:18, v:20) axis=3
`,
    ],
  ]);
});
