import { describe } from 'vitest';
import { inPytorch, writesExpression } from '../../layer-texts.ts';

describe('A reduction', () => {
  writesExpression(inPytorch, 'float32[4, 8]', [
    ['sum(x, axis: -1)', 'return x.sum(-1, keepdim=True).flatten(1)'],
    ['sum(x, axis: 1)', 'return x.sum(1, keepdim=True).flatten(1)'],
    ['sum(x, axis: 2)', 'return x.sum(-1, keepdim=True).flatten(1)'],
    ['sum(x, axis: [1, 2])', 'return x.sum((1, -1), keepdim=True).flatten()'],
    ['sum(x, axis: -1, keepdims: true)', 'return x.sum(-1, keepdim=True)'],
    ['sum(x, axis: [1, 2], keepdims: true)', 'return x.sum((1, -1), keepdim=True)'],
    ['sum(x, 1, true)', 'return x.sum(1, keepdim=True)'],
    ['mean(x, axis: -1)', 'return x.mean(-1, keepdim=True).flatten(1)'],
    ['max(x, axis: -1)', 'return x.amax(-1, keepdim=True).flatten(1)'],
    ['min(x, axis: 1, keepdims: true)', 'return x.amin(1, keepdim=True)'],
    ['prod(x, axis: -1)', 'return x.prod(2, keepdim=True).flatten(1)'],
    [
      'ptp(x, axis: -1)',
      `
difference = x.amax(-1, keepdim=True) - x.amin(-1, keepdim=True)
return difference.flatten(1)
`,
    ],
    [
      'var(x, axis: -1)',
      `
difference = x - x.mean(-1, keepdim=True)
return (difference**2).mean(-1, keepdim=True).flatten(1)
`,
    ],
    [
      'std(x, axis: 1)',
      `
difference = x - x.mean(1, keepdim=True)
root = torch.sqrt((difference**2).mean(1, keepdim=True))
return root.flatten(1)
`,
    ],
    [
      'logsumexp(x, axis: -1)',
      `
result = x.amax(-1, keepdim=True).detach()
logarithm = torch.log(torch.exp(x - result).sum(-1, keepdim=True))
return (logarithm + result).flatten(1)
`,
    ],
    [
      'any(x > 0, axis: -1)',
      `
result = x > 0.0
return (result.float().amax(-1, keepdim=True) > 0.0).flatten(1)
`,
    ],
    [
      'all(x > 0, axis: 1)',
      `
result = x > 0.0
return (result.float().amin(1, keepdim=True) > 0.0).flatten(1)
`,
    ],
    [
      'any(x, axis: -1)',
      `
is_less = (~(x == 0.0)).float().amax(-1, keepdim=True) > 0.0
return is_less.flatten(1)
`,
    ],
  ]);
  writesExpression(inPytorch, 'int32[4, 8]', [
    ['sum(x, axis: -1)', 'return x.sum(-1, keepdim=True, dtype=torch.int32).flatten(1)'],
    ['max(x, axis: -1)', 'return x.amax(-1, keepdim=True).flatten(1)'],
    ['mean(x, axis: -1)', 'return x.float().mean(-1, keepdim=True).flatten(1)'],
    [
      'std(x, axis: -1)',
      `
numbers = x.float()
difference = numbers - numbers.mean(-1, keepdim=True)
root = torch.sqrt((difference**2).mean(-1, keepdim=True))
return root.flatten(1)
`,
    ],
  ]);
  writesExpression(inPytorch, 'float32[T, 8]', [
    ['sum(x, axis: 1)', 'return x.sum(1, keepdim=True).flatten(1)'],
    ['sum(x, axis: -1)', 'return x.sum(-1, keepdim=True).flatten(1)'],
    ['mean(x, axis: 1, keepdims: true)', 'return x.mean(1, keepdim=True)'],
  ]);
});

describe('The place of the greatest', () => {
  writesExpression(inPytorch, 'float32[4, 8]', [
    ['argmax(x, axis: -1)', 'return x.argmax(2).int()'],
    ['argmax(x, axis: 1)', 'return x.argmax(1).int()'],
    ['argmax(x, axis: 1, keepdims: true)', 'return x.argmax(1).int().reshape(-1, 1, 8)'],
    ['argmin(x, axis: -1)', 'return (-x).argmax(2).int()'],
  ]);
});

describe('A running sum', () => {
  writesExpression(inPytorch, 'float32[4, 8]', [
    ['cumsum(x, axis: -1)', 'return x.cumsum(2)'],
    ['cumsum(x, axis: 1)', 'return x.cumsum(1)'],
    [
      'cumprod(x, axis: -1)',
      `
spread_out = torch.full(
    (x.shape[0], 4, 1), 1.0, dtype=torch.float32, device=x.device
)
scaled = x * torch.cat([spread_out, x[:, :, :7]], -1)
spread_out_2 = torch.full(
    (x.shape[0], 4, 2), 1.0, dtype=torch.float32, device=x.device
)
joined_2 = torch.cat([spread_out_2, scaled[:, :, :6]], -1)
scaled_2 = scaled * joined_2
spread_out_3 = torch.full(
    (x.shape[0], 4, 4), 1.0, dtype=torch.float32, device=x.device
)
joined_3 = torch.cat([spread_out_3, scaled_2[:, :, :4]], -1)
return scaled_2 * joined_3
`,
    ],
  ]);
});

describe('A norm', () => {
  writesExpression(inPytorch, 'float32[4, 8]', [
    ['norm(x, axis: -1)', 'return torch.sqrt((x**2).sum(-1, keepdim=True)).flatten(1)'],
    ['norm(x, ord: 1, axis: -1)', 'return torch.abs(x).sum(-1, keepdim=True).flatten(1)'],
    ['norm(x, axis: 1, keepdims: true)', 'return torch.sqrt((x**2).sum(1, keepdim=True))'],
    [
      'normalize(x)',
      `
result = torch.minimum(
    1 / torch.sqrt((x**2).sum(-1, keepdim=True)),
    torch.tensor(10000000.0, device=x.device),
)
return x * result
`,
    ],
    [
      'normalize(x, axis: 1)',
      `
result = torch.minimum(
    1 / torch.sqrt((x**2).sum(1, keepdim=True)),
    torch.tensor(10000000.0, device=x.device),
)
return x * result
`,
    ],
    [
      'normalize(x, order: 1)',
      `
result = torch.maximum(
    torch.abs(x).sum(-1, keepdim=True), torch.tensor(1e-7, device=x.device)
)
return x / result
`,
    ],
    ['average(x, axis: 1)', 'return x.mean(1, keepdim=True).flatten(1)'],
    [
      'average(x, axis: -1, weights: [1, 2, 3, 4, 5, 6, 7, 8])',
      `
result_constant = torch.tensor(
    [1, 2, 3, 4, 5, 6, 7, 8], dtype=torch.int32, device="cpu"
)
spread_out = result_constant.float().reshape(1, 1, 8).expand(x.shape[0], 4, -1)
quotient = (x * spread_out).sum(-1, keepdim=True) / spread_out.sum(
    -1, keepdim=True
)
return quotient.flatten(1)
`,
    ],
  ]);
});
