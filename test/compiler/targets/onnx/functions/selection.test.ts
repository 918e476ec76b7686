import { describe } from 'vitest';
import { inOnnx, writesExpression } from '../../layer-texts.ts';

describe('one_hot', () => {
  writesExpression(inOnnx, 'int32[5]', [
    [
      'one_hot(x, 4)',
      `
v:1 = Cast([4]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:7 = Reshape(x, [0, 5, 1])
v:8 = Equal(v:7, v:5)
result = Cast(v:8) to=1
`,
    ],
  ]);
  writesExpression(inOnnx, 'int32[]', [
    [
      'one_hot(x, 4)',
      `
v:1 = Cast([4]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:7 = Reshape(x, [0, 1])
v:8 = Equal(v:7, v:5)
result = Cast(v:8) to=1
`,
    ],
  ]);
});

describe('take', () => {
  writesExpression(inOnnx, 'float32[6, 8] and int32[3]', [
    [
      'take(x, [0, 2], axis: 1)',
      `
v:2 = Less([0, 2], 0)
v:4 = Add([0, 2], 6)
v:5 = Where(v:2, v:4, [0, 2])
result = Gather(x, v:5) axis=1
`,
    ],
    [
      'take(x, 1, axis: 1)',
      `
v:2 = Less(1, 0)
v:4 = Add(1, 6)
v:5 = Where(v:2, v:4, 1)
result = Gather(x, v:5) axis=1
`,
    ],
    [
      'take_along_axis(x, argsort(x, axis: 1), axis: 1)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Neg(v:0)
v:3, v:4 = TopK(v:1, [6]) axis=-1
v:5 = Cast(v:4) to=6
v:6 = Transpose(v:5) perm=[0, 2, 1]
v:8 = Reshape(x, [-1])
v:10 = Shape(x) start=0 end=1
v:11 = Cast(v:10) to=6
v:12 = Squeeze(v:11)
v:15 = Range(0, v:12, 1)
v:17 = Reshape(v:15, [-1, 1, 1])
v:19 = Concat(v:10, [6], [8]) axis=0
v:20 = Expand(v:17, v:19)
v:21 = Mul(v:20, 48)
v:23 = Less(v:6, 0)
v:25 = Add(v:6, 6)
v:26 = Where(v:23, v:25, v:6)
v:27 = Mul(v:26, 8)
v:28 = Add(v:21, v:27)
v:29 = Cast([8]) to=6
v:30 = Squeeze(v:29)
v:31 = Range(0, v:30, 1)
v:33 = Reshape(v:31, [1, 1, -1])
v:34 = Concat(v:10, [6], [8]) axis=0
v:35 = Expand(v:33, v:34)
v:36 = Add(v:28, v:35)
result = Gather(v:8, v:36) axis=0
`,
    ],
    [
      'take(x, [5, 0], axis: 1)',
      `
v:2 = Less([5, 0], 0)
v:4 = Add([5, 0], 6)
v:5 = Where(v:2, v:4, [5, 0])
result = Gather(x, v:5) axis=1
`,
    ],
  ]);
});

describe('sort, argsort and top_k', () => {
  writesExpression(inOnnx, 'float32[6, 8]', [
    [
      'sort(x)',
      `
v:0 = Neg(x)
v:2, v:3 = TopK(v:0, [8]) axis=-1
v:4 = Cast(v:3) to=6
result = Neg(v:2)
`,
    ],
    [
      'sort(x, axis: 1)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Neg(v:0)
v:3, v:4 = TopK(v:1, [6]) axis=-1
v:5 = Cast(v:4) to=6
v:6 = Neg(v:3)
result = Transpose(v:6) perm=[0, 2, 1]
`,
    ],
    [
      'argsort(x)',
      `
v:0 = Neg(x)
v:2, v:3 = TopK(v:0, [8]) axis=-1
result = Cast(v:3) to=6
`,
    ],
    [
      'argsort(x, axis: 1)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Neg(v:0)
v:3, v:4 = TopK(v:1, [6]) axis=-1
v:5 = Cast(v:4) to=6
result = Transpose(v:5) perm=[0, 2, 1]
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[2, 3]', [
    [
      'top_k(x, 2)[1]',
      `
v:1, v:2 = TopK(x, [2]) axis=-1
result = Cast(v:2) to=6
`,
    ],
  ]);
});

describe('split and unstack', () => {
  writesExpression(inOnnx, 'float32[6, 8]', [
    ['split(x, 2, axis: 1)[0]', 'result = Slice(x, [0], [3], [1])'],
  ]);
});

describe('full_like, cast, tril and triu', () => {
  writesExpression(inOnnx, 'float32[4, 4]', [
    [
      'full_like(x, 3)',
      `
v:1 = Shape(x) start=0 end=1
v:3 = Concat(v:1, [4], [4]) axis=0
result = Expand(3, v:3)
`,
    ],
    ['cast(x, int32)', 'result = Cast(x) to=6'],
    [
      'cast(x > 0, float32)',
      `
v:1 = Less(0, x)
result = Cast(v:1) to=1
`,
    ],
    ['cast(x, "int32")', 'result = Cast(x) to=6'],
    [
      'tril(x)',
      `
v:1 = Cast([4]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:7 = Reshape(v:5, [1, -1])
v:9 = Expand(v:7, [4, 4])
v:10 = Cast([4]) to=6
v:11 = Squeeze(v:10)
v:12 = Range(0, v:11, 1)
v:14 = Reshape(v:12, [-1, 1])
v:15 = Expand(v:14, [4, 4])
v:16 = Sub(v:9, v:15)
v:17 = LessOrEqual(v:16, 0)
result = Where(v:17, x, 0)
`,
    ],
    [
      'triu(x, k: 1)',
      `
v:1 = Cast([4]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:7 = Reshape(v:5, [1, -1])
v:9 = Expand(v:7, [4, 4])
v:10 = Cast([4]) to=6
v:11 = Squeeze(v:10)
v:12 = Range(0, v:11, 1)
v:14 = Reshape(v:12, [-1, 1])
v:15 = Expand(v:14, [4, 4])
v:16 = Sub(v:9, v:15)
v:17 = LessOrEqual(1, v:16)
result = Where(v:17, x, 0)
`,
    ],
  ]);
});

describe('arange', () => {
  writesExpression(inOnnx, 'float32[4, 6]', [
    [
      'x + arange(6)',
      `
v:1 = Cast([6]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:6 = Cast(v:5) to=1
result = Add(x, v:6)
`,
    ],
    [
      'x * arange(1, 7)',
      `
v:1 = Cast([6]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:6 = Add(v:5, 1)
v:7 = Cast(v:6) to=1
result = Mul(x, v:7)
`,
    ],
    [
      'x * arange(0, 12, 2)',
      `
v:1 = Cast([6]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:7 = Mul(v:5, 2)
v:8 = Cast(v:7) to=1
result = Mul(x, v:8)
`,
    ],
    [
      'arange(4)[:2] + x[:2, 0]',
      `
v:1 = Cast([4]) to=6
v:2 = Squeeze(v:1)
v:5 = Range(0, v:2, 1)
v:8 = Slice(v:5, [0], [2], [0])
v:10 = Slice(x, [0], [2], [1])
v:11 = Slice(v:10, [0], [1], [2])
v:13 = Reshape(v:11, [0, 2])
v:14 = Cast(v:8) to=1
result = Add(v:14, v:13)
`,
    ],
  ]);
});
