import { describe } from 'vitest';
import { inPytorch, writesExpression } from '../../layer-texts.ts';

describe('matmul', () => {
  writesExpression(inPytorch, 'float32[4, 8] and float32[8, 3]', [['matmul(x, z)', 'return x @ z']]);
  writesExpression(inPytorch, 'float32[4, 8] and float32[4, 8]', [
    [
      'matmul(x, transpose(z, axes: [0, 2, 1]))',
      `
result_transpose = z
return x @ result_transpose.permute(0, 2, 1)
`,
    ],
  ]);
  writesExpression(inPytorch, 'float32[4, 8] and float32[8]', [
    ['matmul(x, z)', 'return (x @ z.reshape(-1, 8, 1)).flatten(1)'],
  ]);
  writesExpression(inPytorch, 'float32[2, 4, 8] and float32[2, 8, 3]', [['matmul(x, z)', 'return x @ z']]);
  writesExpression(inPytorch, 'float32[T, 8] and float32[8, S]', [['matmul(x, z)', 'return x @ z']]);
  writesExpression(inPytorch, 'int32[4, 8] and float32[8, 3]', [['matmul(x, z)', 'return x.float() @ z']]);
});

describe('cross', () => {
  writesExpression(inPytorch, 'float32[3] and float32[3]', [
    [
      'cross(x, z)',
      `
part = x[:, 1:2]
part_2 = z[:, 2:]
part_3 = x[:, 2:]
part_4 = z[:, 1:2]
part_5 = z[:, :1]
part_6 = x[:, :1]
result = torch.cat(
    [
        part * part_2 - part_3 * part_4,
        part_3 * part_5 - part_6 * part_2,
        part_6 * part_4 - part * part_5,
    ],
    -1,
)
return result
`,
    ],
  ]);
});

describe('einsum', () => {
  writesExpression(inPytorch, 'float32[4, 8] and float32[8, 3]', [
    ['einsum("bij,bjk->bik", x, z)', 'return x @ z'],
    [
      'einsum("bij,bjk->bki", x, z)',
      `
result = x @ z
return result.permute(0, 2, 1)
`,
    ],
    ['einsum("bij,bjk->b", x, z)', 'return (x @ z).sum((1, -1))'],
    [
      'einsum("bij->bji", x)',
      `
result = x
return result.permute(0, 2, 1)
`,
    ],
    ['einsum("bij->bj", x)', 'return x.sum(1)'],
    ['einsum("bij->b", x)', 'return x.sum((1, -1))'],
  ]);
});

describe('clip', () => {
  writesExpression(inPytorch, 'float32[4, 8]', [
    [
      'clip(x, 0, 1)',
      `
result = torch.maximum(x, torch.tensor(0.0, device=x.device))
result_2 = torch.minimum(result, torch.tensor(1.0, device=x.device))
return torch.where((x >= 0.0) & (x <= 1.0), x, result_2.detach())
`,
    ],
    [
      'clip(x, x_min: -1, x_max: 1)',
      `
result = torch.maximum(x, torch.tensor(-1.0, device=x.device))
result_2 = torch.minimum(result, torch.tensor(1.0, device=x.device))
return torch.where((x >= -1.0) & (x <= 1.0), x, result_2.detach())
`,
    ],
  ]);
});
