import { describe } from 'vitest';
import { inOnnx, writesExpression } from '../../layer-texts.ts';

describe('concatenate and stack', () => {
  writesExpression(inOnnx, 'float32[4, 8] and float32[4, 3]', [
    ['concatenate([x, z], axis: -1)', 'result = Concat(x, z) axis=2'],
    ['concatenate([x, z], axis: 2)', 'result = Concat(x, z) axis=2'],
    ['concatenate([x, x, x], axis: 1)', 'result = Concat(x, x, x) axis=1'],
    [
      'stack([x, x], axis: 1)',
      `
v:1 = Reshape(x, [0, 1, 4, 8])
result = Concat(v:1, v:1) axis=1
`,
    ],
    [
      'stack([x, x], axis: -1)',
      `
v:1 = Reshape(x, [0, 4, 8, 1])
result = Concat(v:1, v:1) axis=3
`,
    ],
    [
      'stack([x, x], axis: 3)',
      `
v:1 = Reshape(x, [0, 4, 8, 1])
result = Concat(v:1, v:1) axis=3
`,
    ],
    ['concatenate(x, axis: 1)', 'result = Identity(x)'],
  ]);
  writesExpression(inOnnx, 'float32[T, 8] and float32[S, 8]', [
    ['concatenate([x, z], axis: 1)', 'result = Concat(x, z) axis=1'],
  ]);
  writesExpression(inOnnx, 'float32[4] and int32[4]', [
    [
      'concatenate([x, z], axis: 1)',
      `
v:0 = Cast(z) to=1
result = Concat(x, v:0) axis=1
`,
    ],
    [
      'stack([x, z], axis: 1)',
      `
v:0 = Cast(z) to=1
v:2 = Reshape(x, [0, 1, 4])
v:3 = Reshape(v:0, [0, 1, 4])
result = Concat(v:2, v:3) axis=1
`,
    ],
  ]);
});

describe('reshape', () => {
  writesExpression(inOnnx, 'float32[4, 6]', [
    ['reshape(x, [24])', 'result = Reshape(x, [0, 24])'],
    ['reshape(x, [-1])', 'result = Reshape(x, [0, 24])'],
    ['reshape(x, [2, 3, 4])', 'result = Reshape(x, [0, 2, 3, 4])'],
    ['reshape(x, [2, -1])', 'result = Reshape(x, [0, 2, 12])'],
    ['reshape(x, [-1, 3])', 'result = Reshape(x, [0, 8, 3])'],
  ]);
  writesExpression(inOnnx, 'float32[T, 6]', [
    ['reshape(x, [-1, 3])', 'result = Reshape(x, [0, -1, 3])'],
    ['reshape(x, [-1])', 'result = Reshape(x, [0, -1])'],
  ]);
});

describe('transpose, swapaxes, moveaxis', () => {
  writesExpression(inOnnx, 'float32[4, 6, 2]', [
    ['transpose(x, axes: [0, 3, 2, 1])', 'result = Transpose(x) perm=[0, 3, 2, 1]'],
    ['transpose(x, axes: [0, 1, 3, 2])', 'result = Transpose(x) perm=[0, 1, 3, 2]'],
    ['swapaxes(x, 1, 3)', 'result = Transpose(x) perm=[0, 3, 2, 1]'],
    ['swapaxes(x, -1, -2)', 'result = Transpose(x) perm=[0, 1, 3, 2]'],
    ['moveaxis(x, 1, 3)', 'result = Transpose(x) perm=[0, 2, 3, 1]'],
    ['moveaxis(x, -1, 1)', 'result = Transpose(x) perm=[0, 3, 1, 2]'],
  ]);
});

describe('expand_dims and squeeze', () => {
  writesExpression(inOnnx, 'float32[4, 1]', [
    ['expand_dims(x, 1)', 'result = Reshape(x, [0, 1, 4, 1])'],
    ['expand_dims(x, -1)', 'result = Reshape(x, [0, 4, 1, 1])'],
    ['expand_dims(x, 3)', 'result = Reshape(x, [0, 4, 1, 1])'],
    ['squeeze(x, -1)', 'result = Reshape(x, [0, 4])'],
    ['squeeze(x, 2)', 'result = Reshape(x, [0, 4])'],
  ]);
});

describe('flip and roll', () => {
  writesExpression(inOnnx, 'float32[4, 6]', [
    ['flip(x, axis: 1)', 'result = Slice(x, [-1], [-2147483648], [1], [-1])'],
    ['flip(x, axis: -1)', 'result = Slice(x, [-1], [-2147483648], [2], [-1])'],
    [
      'roll(x, 2, axis: 1)',
      `
v:3 = Slice(x, [2], [4], [1])
v:5 = Slice(x, [0], [2], [1])
result = Concat(v:3, v:5) axis=1
`,
    ],
    [
      'roll(x, -1, axis: -1)',
      `
v:3 = Slice(x, [1], [6], [2])
v:5 = Slice(x, [0], [1], [2])
result = Concat(v:3, v:5) axis=2
`,
    ],
  ]);
});

describe('pad', () => {
  writesExpression(inOnnx, 'float32[4, 6]', [
    ['pad(x, [[1, 2], [0, 0]])', 'result = Pad(x, [0, 1, 0, 0, 2, 0], 0)'],
    ['pad(x, [[1, 1], [1, 1]], constant_values: 7)', 'result = Pad(x, [0, 1, 1, 0, 1, 1], 7)'],
  ]);
  writesExpression(inOnnx, 'float32[T, 6]', [
    ['pad(x, [[1, 1], [0, 0]])', 'result = Pad(x, [0, 1, 0, 0, 1, 0], 0)'],
  ]);
});

describe('tile and repeat', () => {
  writesExpression(inOnnx, 'float32[4, 6]', [
    ['tile(x, [2, 1])', 'result = Concat(x, x) axis=1'],
    [
      'tile(x, [1, 2, 3])',
      `
v:1 = Reshape(x, [0, 1, 4, 6])
v:2 = Concat(v:1, v:1) axis=2
result = Concat(v:2, v:2, v:2) axis=3
`,
    ],
    [
      'repeat(x, 2, axis: 1)',
      `
v:1 = Reshape(x, [0, 4, 1, 6])
v:2 = Shape(x) start=0 end=1
v:6 = Concat(v:2, [4], [2], [6]) axis=0
v:7 = Expand(v:1, v:6)
result = Reshape(v:7, [0, 8, 6])
`,
    ],
    [
      'repeat(x, 3, axis: -1)',
      `
v:1 = Reshape(x, [0, 4, 6, 1])
v:2 = Shape(x) start=0 end=1
v:6 = Concat(v:2, [4], [6], [3]) axis=0
v:7 = Expand(v:1, v:6)
result = Reshape(v:7, [0, 4, 18])
`,
    ],
    [
      'tile(x, [2, 1, 1, 1])',
      `
v:1 = Reshape(x, [0, 1, 1, 4, 6])
result = Concat(v:1, v:1) axis=1
`,
    ],
    [
      'tile(x, [2, 1, 1])',
      `
v:1 = Reshape(x, [0, 1, 4, 6])
result = Concat(v:1, v:1) axis=1
`,
    ],
    ['tile(x, 2)', 'result = Concat(x, x) axis=2'],
  ]);
});

describe('An index', () => {
  writesExpression(inOnnx, 'float32[4, 6]', [
    [
      'x[0]',
      `
v:2 = Slice(x, [0], [1], [1])
result = Reshape(v:2, [0, 6])
`,
    ],
    [
      'x[-1]',
      `
v:3 = Slice(x, [3], [4], [1])
result = Reshape(v:3, [0, 6])
`,
    ],
    ['x[1:3]', 'result = Slice(x, [1], [3], [1])'],
    ['x[:2]', 'result = Slice(x, [0], [2], [1])'],
    ['x[::2]', 'result = Slice(x, [0], [3], [1], [2])'],
    [
      'x[:, 0]',
      `
v:3 = Slice(x, [0], [1], [2])
result = Reshape(v:3, [0, 4])
`,
    ],
    [
      'x[1, 2]',
      `
v:2 = Slice(x, [1], [2], [1])
v:4 = Slice(v:2, [2], [3], [2])
result = Reshape(v:4, [0])
`,
    ],
    ['x[:, 1:]', 'result = Slice(x, [1], [6], [2])'],
    [
      'x[1:] - x[:-1]',
      `
v:2 = Slice(x, [1], [4], [1])
v:5 = Slice(x, [0], [3], [1])
result = Sub(v:2, v:5)
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[T, 6]', [
    [
      'x[0]',
      `
v:2 = Slice(x, [0], [1], [1])
result = Reshape(v:2, [0, 6])
`,
    ],
    [
      'x[1:]',
      `
v:1 = Shape(x) start=1 end=2
result = Slice(x, [1], v:1, [1])
`,
    ],
    [
      'x[:, 2]',
      `
v:2 = Slice(x, [2], [3], [2])
result = Reshape(v:2, [0, 0])
`,
    ],
    [
      'x[-1]',
      `
v:0 = Shape(x) start=1 end=2
v:2 = Add(v:0, [-1])
v:4 = Slice(x, v:2, v:0, [1])
result = Reshape(v:4, [0, 6])
`,
    ],
  ]);
});
