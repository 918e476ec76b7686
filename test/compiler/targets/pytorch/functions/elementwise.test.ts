import { describe } from 'vitest';
import { inPytorch, writesExpression } from '../../layer-texts.ts';

describe('A function of every entry', () => {
  writesExpression(inPytorch, 'float32[4, 8]', [
    ['abs(x)', 'return torch.abs(x)'],
    ['absolute(x)', 'return torch.abs(x)'],
    ['negative(x)', 'return -x'],
    ['-x', 'return -x'],
    ['sign(x)', 'return torch.sign(x)'],
    ['square(x)', 'return x**2'],
    ['floor(x)', 'return torch.floor(x)'],
    ['ceil(x)', 'return torch.ceil(x)'],
    ['round(x)', 'return torch.round(x)'],
    ['trunc(x)', 'return torch.sign(x) * torch.floor(torch.abs(x))'],
    ['exp(x)', 'return torch.exp(x)'],
    ['expm1(x)', 'return torch.exp(x) - 1.0'],
    ['log(x)', 'return torch.log(x)'],
    ['log1p(x)', 'return torch.log(x + 1.0)'],
    ['sqrt(x)', 'return torch.sqrt(x)'],
    ['rsqrt(x)', 'return 1 / torch.sqrt(x)'],
    ['reciprocal(x)', 'return 1 / x'],
    ['erf(x)', 'return torch.erf(x)'],
    ['sin(x)', 'return torch.sin(x)'],
    ['arctanh(x)', 'return 0.5 * torch.log((x + 1.0) / (1.0 - x))'],
    ['deg2rad(x)', 'return x * 0.017453293'],
    ['stop_gradient(x)', 'return x.detach()'],
    [
      'zeros_like(x)',
      `
result = torch.full(
    (x.shape[0], 4, 8), 0.0, dtype=torch.float32, device=x.device
)
return result
`,
    ],
    [
      'ones_like(x)',
      `
result = torch.full(
    (x.shape[0], 4, 8), 1.0, dtype=torch.float32, device=x.device
)
return result
`,
    ],
  ]);
  writesExpression(inPytorch, 'int32[4]', [
    ['abs(x)', 'return torch.abs(x)'],
    ['sign(x)', 'return torch.sign(x)'],
    ['square(x)', 'return x**2'],
    ['exp(x)', 'return torch.exp(x.float())'],
    ['sqrt(x)', 'return torch.sqrt(x.float())'],
    ['sin(x)', 'return torch.sin(x.float())'],
  ]);
  writesExpression(inPytorch, 'bool[4]', [
    ['abs(x)', 'return torch.abs(x)'],
    ['logical_not(x)', 'return ~x'],
    ['not x', 'return ~x'],
  ]);
  writesExpression(inPytorch, 'float32[T, 8]', [['exp(x)', 'return torch.exp(x)']]);
});

describe('An activation as a function', () => {
  writesExpression(inPytorch, 'float32[4, 8]', [
    ['relu(x)', 'return torch.relu(x)'],
    [
      'relu6(x)',
      `
result = torch.maximum(x, torch.tensor(0.0, device=x.device))
result_2 = torch.minimum(result, torch.tensor(6.0, device=x.device))
return torch.where((x >= 0.0) & (x <= 6.0), x, result_2.detach())
`,
    ],
    [
      'elu(x)',
      `
result = torch.minimum(x, torch.tensor(0.0, device=x.device))
return torch.where(x > 0.0, x, torch.exp(result) - 1.0)
`,
    ],
    [
      'elu(x, alpha: 0.5)',
      `
result = torch.minimum(x, torch.tensor(0.0, device=x.device))
return torch.where(x > 0.0, x, (torch.exp(result) - 1.0) * 0.5)
`,
    ],
    [
      'selu(x)',
      `
result = torch.minimum(x, torch.tensor(0.0, device=x.device))
chosen = torch.where(x > 0.0, x, (torch.exp(result) - 1.0) * 1.6732632)
return chosen * 1.050701
`,
    ],
    ['leaky_relu(x, 0.1)', 'return torch.relu(x) - torch.relu(0.0 - x) * 0.1'],
    ['silu(x)', 'return x * torch.sigmoid(x)'],
    ['gelu(x, approximate: false)', 'return x * (torch.erf(x * 0.70710678) * 0.5 + 0.5)'],
    ['softsign(x)', 'return x / (torch.abs(x) + 1.0)'],
    ['log_sigmoid(x)', 'return -F.softplus(-x)'],
    [
      'hard_sigmoid(x)',
      `
total = x * 0.16666667 + 0.5
result = torch.maximum(total, torch.tensor(0.0, device=x.device))
result_2 = torch.minimum(result, torch.tensor(1.0, device=x.device))
result_3 = torch.where(
    (total >= 0.0) & (total <= 1.0), total, result_2.detach()
)
return result_3
`,
    ],
    [
      'celu(x, 0.5)',
      `
result = torch.minimum(x, torch.tensor(0.0, device=x.device))
return torch.where(x > 0.0, x, (torch.exp(result / 0.5) - 1.0) * 0.5)
`,
    ],
    ['glu(x)', 'return x[:, :, :4] * torch.sigmoid(x[:, :, 4:])'],
    ['glu(x, axis: 1)', 'return x[:, :2] * torch.sigmoid(x[:, 2:])'],
    ['hard_shrink(x)', 'return x * (torch.abs(x) > 0.5).float()'],
    ['hard_shrink(x, threshold: 0.3)', 'return x * (torch.abs(x) > 0.3).float()'],
    [
      'sparsemax(x)',
      `
greatest, places = x.topk(8)
places_2 = torch.arange(8, dtype=torch.int32, device=x.device)
matches = places.int().reshape(-1, 4, 8, 1) == places_2
summed = (matches.float() * x.reshape(-1, 4, 1, 8)).sum(-1)
result = summed.cumsum(2)
places_3 = (
    torch.arange(8, dtype=torch.int32, device=x.device)
    .reshape(1, 1, -1)
    .expand(1, 1, 8)
)
is_less = result < 1.0 + (places_3.float() + 1.0) * summed
numbers = is_less.float()
difference = (result * numbers).sum(-1, keepdim=True) - 1.0
difference_2 = x - difference / numbers.sum(-1, keepdim=True)
return torch.relu(difference_2)
`,
    ],
    [
      'sparsemax(x, axis: 1)',
      `
turned_2 = x.permute(0, 2, 1)
greatest, places = turned_2.topk(4)
places_2 = torch.arange(4, dtype=torch.int32, device=x.device)
matches = places.int().reshape(-1, 8, 4, 1) == places_2
scaled = matches.float() * turned_2.reshape(-1, 8, 1, 4)
summed = scaled.sum(-1)
result = summed.cumsum(2)
places_3 = (
    torch.arange(4, dtype=torch.int32, device=x.device)
    .reshape(1, 1, -1)
    .expand(1, 1, 4)
)
is_less = result < 1.0 + (places_3.float() + 1.0) * summed
numbers = is_less.float()
difference = (result * numbers).sum(-1, keepdim=True) - 1.0
difference_2 = turned_2 - difference / numbers.sum(-1, keepdim=True)
result_2 = torch.relu(difference_2)
return result_2.permute(0, 2, 1)
`,
    ],
    ['squareplus(x, b: 3)', 'return (x + torch.sqrt(x**2 + 3.0)) * 0.5'],
    ['threshold(x, 0.5, 2)', 'return torch.where(x > 0.5, x, torch.tensor(2.0, device=x.device))'],
    ['softmax(x)', 'return torch.softmax(x, -1)'],
    ['softmax(x, axis: 1)', 'return torch.softmax(x, 1)'],
    ['log_softmax(x, axis: -2)', 'return torch.log_softmax(x, 1)'],
  ]);
  writesExpression(inPytorch, 'int32[4]', [
    ['relu(x)', 'return torch.relu(x.float())'],
    ['softmax(x)', 'return torch.softmax(x.float(), -1)'],
  ]);
});

describe('A question of every entry', () => {
  writesExpression(inPytorch, 'float32[4, 8]', [
    ['isnan(x)', 'return torch.isnan(x)'],
    ['isfinite(x)', 'return ~torch.isnan(x) & (torch.abs(x) < float("inf"))'],
    ['isinf(x)', 'return torch.abs(x) == float("inf")'],
    ['isposinf(x)', 'return x == float("inf")'],
    ['isneginf(x)', 'return x == float("-inf")'],
  ]);
  writesExpression(inPytorch, 'int32[4]', [['isnan(x)', 'return torch.isnan(x)']]);
});
