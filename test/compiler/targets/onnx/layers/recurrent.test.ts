import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('LSTM', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'LSTM(4)',
      `
v:0 = Transpose(x) perm=[1, 0, 2]
v:2 = Shape(x) start=0 end=1
v:4 = Concat(v:2, [4]) axis=0
v:5 = Expand(0, v:4)
v:8 = Slice(weight:y/kernel, [0], [4], [1])
v:10 = Slice(weight:y/kernel, [4], [8], [1])
v:12 = Slice(weight:y/kernel, [8], [12], [1])
v:14 = Slice(weight:y/kernel, [12], [16], [1])
v:15 = Concat(v:8, v:14, v:10, v:12) axis=1
v:16 = Transpose(v:15) perm=[1, 0]
v:17 = Unsqueeze(v:16, [0])
v:18 = Slice(weight:y/recurrent_kernel, [0], [4], [1])
v:19 = Slice(weight:y/recurrent_kernel, [4], [8], [1])
v:20 = Slice(weight:y/recurrent_kernel, [8], [12], [1])
v:21 = Slice(weight:y/recurrent_kernel, [12], [16], [1])
v:22 = Concat(v:18, v:21, v:19, v:20) axis=1
v:23 = Transpose(v:22) perm=[1, 0]
v:24 = Unsqueeze(v:23, [0])
v:25 = Slice(weight:y/bias, [0], [4], [0])
v:26 = Slice(weight:y/bias, [4], [8], [0])
v:27 = Slice(weight:y/bias, [8], [12], [0])
v:28 = Slice(weight:y/bias, [12], [16], [0])
v:29 = Concat(v:25, v:28, v:26, v:27) axis=0
v:31 = Concat(v:29, v:30) axis=0
v:32 = Unsqueeze(v:31, [0])
v:33 = Unsqueeze(v:5, [0])
v:34 = Unsqueeze(v:5, [0])
_, v:35, _ = LSTM(v:0, v:17, v:24, v:32, , v:33, v:34) hidden_size=4 direction=forward
y = Squeeze(v:35, [0])
`,
    ],
  ]);
});

describe('GRU', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'GRU(4)',
      `
v:0 = Transpose(x) perm=[1, 0, 2]
v:2 = Shape(x) start=0 end=1
v:4 = Concat(v:2, [4]) axis=0
v:5 = Expand(0, v:4)
v:6 = Transpose(weight:y/kernel) perm=[1, 0]
v:8 = Unsqueeze(v:6, [0])
v:9 = Transpose(weight:y/recurrent_kernel) perm=[1, 0]
v:10 = Unsqueeze(v:9, [0])
v:12 = Reshape(weight:y/bias, [1, 24])
v:13 = Unsqueeze(v:5, [0])
_, v:14 = GRU(v:0, v:8, v:10, v:12, , v:13) hidden_size=4 direction=forward linear_before_reset=1
y = Squeeze(v:14, [0])
`,
    ],
  ]);
});

describe('SimpleRNN', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'SimpleRNN(4)',
      `
v:1 = Shape(x) start=0 end=1
v:3 = Concat(v:1, [4]) axis=0
v:4 = Expand(0, v:3)
v:5 = Transpose(x) perm=[1, 0, 2]
v:6 = Transpose(weight:y/kernel) perm=[1, 0]
v:8 = Unsqueeze(v:6, [0])
v:9 = Transpose(weight:y/recurrent_kernel) perm=[1, 0]
v:10 = Unsqueeze(v:9, [0])
v:12 = Concat(weight:y/bias, [0, 0, 0, 0]) axis=0
v:13 = Unsqueeze(v:12, [0])
v:14 = Unsqueeze(v:4, [0])
_, v:15 = RNN(v:5, v:8, v:10, v:13, , v:14) hidden_size=4 direction=forward
y = Squeeze(v:15, [0])
`,
    ],
  ]);
});

describe('RNN', () => {
  writes(inOnnx, 'float32[10, 8]', [
    [
      'RNN(LSTMCell(4))',
      `
v:0 = Transpose(x) perm=[1, 0, 2]
v:2 = Shape(x) start=0 end=1
v:4 = Concat(v:2, [4]) axis=0
v:5 = Expand(0, v:4)
y, v:34 = Scan(v:5, v:5, v:0) body=0 num_scan_inputs=1 scan_input_directions=[0] scan_output_directions=0
`,
    ],
  ]);
});

describe('ConvLSTM1D', () => {
  writes(inOnnx, 'float32[5, 20, 3]', [
    [
      'ConvLSTM1D(4, 3)',
      `
v:1 = Reshape(x, [-1, 20, 3])
v:2 = Transpose(v:1) perm=[0, 2, 1]
v:3 = Transpose(weight:y/kernel) perm=[2, 1, 0]
v:4 = Conv(v:2, v:3) strides=[1] dilations=[1] group=1 kernel_shape=[3] pads=[0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 1]
v:6 = Add(v:5, weight:y/bias)
v:8 = Reshape(v:6, [-1, 5, 18, 16])
v:9 = Transpose(v:8) perm=[1, 0, 2, 3]
v:11 = Shape(x) start=0 end=1
v:14 = Concat(v:11, [18], [4]) axis=0
v:15 = Expand(0, v:14)
y, v:45 = Scan(v:15, v:15, v:9) body=0 num_scan_inputs=1 scan_input_directions=[0] scan_output_directions=0
`,
    ],
  ]);
});

describe('ConvLSTM2D', () => {
  writes(inOnnx, 'float32[5, 12, 12, 3]', [
    [
      'ConvLSTM2D(4, 3)',
      `
v:1 = Reshape(x, [-1, 12, 12, 3])
v:2 = Transpose(v:1) perm=[0, 3, 1, 2]
v:3 = Transpose(weight:y/kernel) perm=[3, 2, 0, 1]
v:4 = Conv(v:2, v:3) strides=[1, 1] dilations=[1, 1] group=1 kernel_shape=[3, 3] pads=[0, 0, 0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 3, 1]
v:6 = Add(v:5, weight:y/bias)
v:8 = Reshape(v:6, [-1, 5, 10, 10, 16])
v:9 = Transpose(v:8) perm=[1, 0, 2, 3, 4]
v:11 = Shape(x) start=0 end=1
v:14 = Concat(v:11, [10], [10], [4]) axis=0
v:15 = Expand(0, v:14)
y, v:45 = Scan(v:15, v:15, v:9) body=0 num_scan_inputs=1 scan_input_directions=[0] scan_output_directions=0
`,
    ],
  ]);
});

describe('ConvLSTM3D', () => {
  writes(inOnnx, 'float32[2, 5, 6, 7, 3]', [
    [
      'ConvLSTM3D(4, 3)',
      `
v:1 = Reshape(x, [-1, 5, 6, 7, 3])
v:2 = Transpose(v:1) perm=[0, 4, 1, 2, 3]
v:3 = Transpose(weight:y/kernel) perm=[4, 3, 0, 1, 2]
v:4 = Conv(v:2, v:3) strides=[1, 1, 1] dilations=[1, 1, 1] group=1 kernel_shape=[3, 3, 3] pads=[0, 0, 0, 0, 0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 3, 4, 1]
v:6 = Add(v:5, weight:y/bias)
v:8 = Reshape(v:6, [-1, 2, 3, 4, 5, 16])
v:9 = Transpose(v:8) perm=[1, 0, 2, 3, 4, 5]
v:11 = Shape(x) start=0 end=1
v:15 = Concat(v:11, [3], [4], [5], [4]) axis=0
v:16 = Expand(0, v:15)
y, v:45 = Scan(v:16, v:16, v:9) body=0 num_scan_inputs=1 scan_input_directions=[0] scan_output_directions=0
`,
    ],
  ]);
});
