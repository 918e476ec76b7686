import { describe } from 'vitest';
import { inPytorch, writesExpression } from '../../layer-texts.ts';

describe('concatenate and stack', () => {
  writesExpression(inPytorch, 'float32[4, 8] and float32[4, 3]', [
    ['concatenate([x, z], axis: -1)', 'return torch.cat([x, z], -1)'],
    ['concatenate([x, z], axis: 2)', 'return torch.cat([x, z], -1)'],
    ['concatenate([x, x, x], axis: 1)', 'return torch.cat([x, x, x], 1)'],
    [
      'stack([x, x], axis: 1)',
      `
reshaped = x.reshape(-1, 1, 4, 8)
return torch.cat([reshaped, reshaped], 1)
`,
    ],
    [
      'stack([x, x], axis: -1)',
      `
reshaped = x.reshape(-1, 4, 8, 1)
return torch.cat([reshaped, reshaped], -1)
`,
    ],
    [
      'stack([x, x], axis: 3)',
      `
reshaped = x.reshape(-1, 4, 8, 1)
return torch.cat([reshaped, reshaped], -1)
`,
    ],
    ['concatenate(x, axis: 1)', 'return x'],
  ]);
  writesExpression(inPytorch, 'float32[T, 8] and float32[S, 8]', [
    ['concatenate([x, z], axis: 1)', 'return torch.cat([x, z], 1)'],
  ]);
  writesExpression(inPytorch, 'float32[4] and int32[4]', [
    ['concatenate([x, z], axis: 1)', 'return torch.cat([x, z.float()], -1)'],
    ['stack([x, z], axis: 1)', 'return torch.cat([x.reshape(-1, 1, 4), z.float().reshape(-1, 1, 4)], 1)'],
  ]);
});

describe('reshape', () => {
  writesExpression(inPytorch, 'float32[4, 6]', [
    ['reshape(x, [24])', 'return x.flatten(1)'],
    ['reshape(x, [-1])', 'return x.flatten(1)'],
    ['reshape(x, [2, 3, 4])', 'return x.reshape(-1, 2, 3, 4)'],
    ['reshape(x, [2, -1])', 'return x.reshape(-1, 2, 12)'],
    ['reshape(x, [-1, 3])', 'return x.reshape(-1, 8, 3)'],
  ]);
  writesExpression(inPytorch, 'float32[T, 6]', [
    ['reshape(x, [-1, 3])', 'return x.reshape(-1, 2 * x.shape[1], 3)'],
    ['reshape(x, [-1])', 'return x.flatten(1)'],
  ]);
});

describe('transpose, swapaxes, moveaxis', () => {
  writesExpression(inPytorch, 'float32[4, 6, 2]', [
    ['transpose(x, axes: [0, 3, 2, 1])', 'return x.permute(0, 3, 2, 1)'],
    ['transpose(x, axes: [0, 1, 3, 2])', 'return x.permute(0, 1, 3, 2)'],
    ['swapaxes(x, 1, 3)', 'return x.permute(0, 3, 2, 1)'],
    ['swapaxes(x, -1, -2)', 'return x.permute(0, 1, 3, 2)'],
    [
      'moveaxis(x, 1, 3)',
      `
result = x
return result.permute(0, 2, 3, 1)
`,
    ],
    ['moveaxis(x, -1, 1)', 'return x.permute(0, 3, 1, 2)'],
  ]);
});

describe('expand_dims and squeeze', () => {
  writesExpression(inPytorch, 'float32[4, 1]', [
    ['expand_dims(x, 1)', 'return x.reshape(-1, 1, 4, 1)'],
    ['expand_dims(x, -1)', 'return x.reshape(-1, 4, 1, 1)'],
    ['expand_dims(x, 3)', 'return x.reshape(-1, 4, 1, 1)'],
    ['squeeze(x, -1)', 'return x.flatten(1)'],
    ['squeeze(x, 2)', 'return x.flatten(1)'],
  ]);
});

describe('flip and roll', () => {
  writesExpression(inPytorch, 'float32[4, 6]', [
    ['flip(x, axis: 1)', 'return x.flip(1)'],
    ['flip(x, axis: -1)', 'return x.flip(2)'],
    ['roll(x, 2, axis: 1)', 'return torch.cat([x[:, 2:], x[:, :2]], 1)'],
    ['roll(x, -1, axis: -1)', 'return torch.cat([x[:, :, 1:], x[:, :, :1]], -1)'],
  ]);
});

describe('pad', () => {
  writesExpression(inPytorch, 'float32[4, 6]', [
    ['pad(x, [[1, 2], [0, 0]])', 'return F.pad(x, (0, 0, 1, 2))'],
    ['pad(x, [[1, 1], [1, 1]], constant_values: 7)', 'return F.pad(x, (1, 1, 1, 1), value=7.0)'],
  ]);
  writesExpression(inPytorch, 'float32[T, 6]', [
    ['pad(x, [[1, 1], [0, 0]])', 'return F.pad(x, (0, 0, 1, 1))'],
  ]);
});

describe('tile and repeat', () => {
  writesExpression(inPytorch, 'float32[4, 6]', [
    ['tile(x, [2, 1])', 'return torch.cat([x, x], 1)'],
    [
      'tile(x, [1, 2, 3])',
      `
reshaped = x.reshape(-1, 1, 4, 6)
joined_2 = torch.cat([reshaped, reshaped], 2)
return torch.cat([joined_2, joined_2, joined_2], -1)
`,
    ],
    ['repeat(x, 2, axis: 1)', 'return x.reshape(-1, 4, 1, 6).expand(-1, -1, 2, -1).reshape(-1, 8, 6)'],
    ['repeat(x, 3, axis: -1)', 'return x.reshape(-1, 4, 6, 1).expand(-1, -1, -1, 3).reshape(-1, 4, 18)'],
    [
      'tile(x, [2, 1, 1, 1])',
      `
reshaped = x.reshape(-1, 1, 1, 4, 6)
return torch.cat([reshaped, reshaped], 1)
`,
    ],
    [
      'tile(x, [2, 1, 1])',
      `
reshaped = x.reshape(-1, 1, 4, 6)
return torch.cat([reshaped, reshaped], 1)
`,
    ],
    ['tile(x, 2)', 'return torch.cat([x, x], -1)'],
  ]);
});

describe('An index', () => {
  writesExpression(inPytorch, 'float32[4, 6]', [
    ['x[0]', 'return x[:, :1].flatten(1)'],
    ['x[-1]', 'return x[:, 3:].flatten(1)'],
    ['x[1:3]', 'return x[:, 1:3]'],
    ['x[:2]', 'return x[:, :2]'],
    ['x[::2]', 'return x[:, :3:2]'],
    ['x[:, 0]', 'return x[:, :, :1].flatten(1)'],
    ['x[1, 2]', 'return x[:, 1:2][:, :, 2:3].flatten()'],
    ['x[:, 1:]', 'return x[:, :, 1:]'],
    [
      'x[1:] - x[:-1]',
      `
result = x[:, 1:]
result_get_item_1 = x[:, :3]
return result - result_get_item_1
`,
    ],
  ]);
  writesExpression(inPytorch, 'float32[T, 6]', [
    ['x[0]', 'return x[:, :1].flatten(1)'],
    ['x[1:]', 'return x[:, 1:]'],
    ['x[:, 2]', 'return x[:, :, 2:3].flatten(1)'],
    ['x[-1]', 'return x[:, x.shape[1] - 1 :].flatten(1)'],
  ]);
});
