import { describe } from 'vitest';
import { inPytorch, writesExpression } from '../../layer-texts.ts';

describe('one_hot', () => {
  writesExpression(inPytorch, 'int32[5]', [
    [
      'one_hot(x, 4)',
      `
places = torch.arange(4, dtype=torch.int32, device=x.device)
return (x.reshape(-1, 5, 1) == places).float()
`,
    ],
  ]);
  writesExpression(inPytorch, 'int32[]', [
    [
      'one_hot(x, 4)',
      `
places = torch.arange(4, dtype=torch.int32, device=x.device)
return (x.reshape(-1, 1) == places).float()
`,
    ],
  ]);
});

describe('take', () => {
  writesExpression(inPytorch, 'float32[6, 8] and int32[3]', [
    [
      'take(x, [0, 2], axis: 1)',
      `
result_constant = torch.tensor([0, 2], dtype=torch.int32, device="cpu")
chosen = torch.where(result_constant < 0, result_constant + 6, result_constant)
return x[:, chosen.long()]
`,
    ],
    [
      'take(x, 1, axis: 1)',
      `
result_constant = torch.tensor(1, dtype=torch.int32, device="cpu")
chosen = torch.where(result_constant < 0, result_constant + 6, result_constant)
return x[:, chosen.long()]
`,
    ],
    [
      'take_along_axis(x, argsort(x, axis: 1), axis: 1)',
      `
greatest, places = (-x.permute(0, 2, 1)).topk(6)
result_argsort = places.int()
places_2 = (
    torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
    .reshape(-1, 1, 1)
    .expand(x.shape[0], 6, 8)
)
chosen = torch.where(
    result_argsort.permute(0, 2, 1) < 0,
    result_argsort.permute(0, 2, 1) + 6,
    result_argsort.permute(0, 2, 1),
)
places_3 = (
    torch.arange(8, dtype=torch.int32, device=x.device)
    .reshape(1, 1, -1)
    .expand(x.shape[0], 6, 8)
)
return x.flatten()[(places_2 * 48 + chosen * 8 + places_3).long()]
`,
    ],
    [
      'take(x, [5, 0], axis: 1)',
      `
result_constant = torch.tensor([5, 0], dtype=torch.int32, device="cpu")
chosen = torch.where(result_constant < 0, result_constant + 6, result_constant)
return x[:, chosen.long()]
`,
    ],
  ]);
});

describe('sort, argsort and top_k', () => {
  writesExpression(inPytorch, 'float32[6, 8]', [
    [
      'sort(x)',
      `
greatest, places = (-x).topk(8)
return -greatest
`,
    ],
    [
      'sort(x, axis: 1)',
      `
greatest, places = (-x.permute(0, 2, 1)).topk(6)
result = -greatest
return result.permute(0, 2, 1)
`,
    ],
    [
      'argsort(x)',
      `
greatest, places = (-x).topk(8)
return places.int()
`,
    ],
    [
      'argsort(x, axis: 1)',
      `
greatest, places = (-x.permute(0, 2, 1)).topk(6)
result = places.int()
return result.permute(0, 2, 1)
`,
    ],
  ]);
  writesExpression(inPytorch, 'float32[2, 3]', [
    [
      'top_k(x, 2)[1]',
      `
greatest, places = x.topk(2)
result, result_2 = greatest, places.int()
return result_2
`,
    ],
  ]);
});

describe('split and unstack', () => {
  writesExpression(inPytorch, 'float32[6, 8]', [
    [
      'split(x, 2, axis: 1)[0]',
      `
result, result_2 = x[:, :3], x[:, 3:]
return result
`,
    ],
  ]);
});

describe('full_like, cast, tril and triu', () => {
  writesExpression(inPytorch, 'float32[4, 4]', [
    [
      'full_like(x, 3)',
      `
result = torch.full(
    (x.shape[0], 4, 4), 3.0, dtype=torch.float32, device=x.device
)
return result
`,
    ],
    ['cast(x, int32)', 'return x.int()'],
    [
      'cast(x > 0, float32)',
      `
result = x > 0.0
return result.float()
`,
    ],
    ['cast(x, "int32")', 'return x.int()'],
    [
      'tril(x)',
      `
places = (
    torch.arange(4, dtype=torch.int32, device=x.device)
    .reshape(1, -1)
    .expand(4, 4)
)
places_2 = (
    torch.arange(4, dtype=torch.int32, device=x.device)
    .reshape(-1, 1)
    .expand(4, 4)
)
result = torch.where(
    places - places_2 <= 0, x, torch.tensor(0.0, device=x.device)
)
return result
`,
    ],
    [
      'triu(x, k: 1)',
      `
places = (
    torch.arange(4, dtype=torch.int32, device=x.device)
    .reshape(1, -1)
    .expand(4, 4)
)
places_2 = (
    torch.arange(4, dtype=torch.int32, device=x.device)
    .reshape(-1, 1)
    .expand(4, 4)
)
result = torch.where(
    places - places_2 >= 1, x, torch.tensor(0.0, device=x.device)
)
return result
`,
    ],
  ]);
});

describe('arange', () => {
  writesExpression(inPytorch, 'float32[4, 6]', [
    [
      'x + arange(6)',
      `
result_arange = torch.arange(6, dtype=torch.int32, device="cpu")
return x + result_arange.float()
`,
    ],
    [
      'x * arange(1, 7)',
      `
places = torch.arange(6, dtype=torch.int32, device="cpu")
result_arange = places + 1
return x * result_arange.float()
`,
    ],
    [
      'x * arange(0, 12, 2)',
      `
places = torch.arange(6, dtype=torch.int32, device="cpu")
result_arange = places * 2
return x * result_arange.float()
`,
    ],
    [
      'arange(4)[:2] + x[:2, 0]',
      `
result = torch.arange(4, dtype=torch.int32, device="cpu")
result = result[:2]
result_get_item_1 = x[:, :2][:, :, :1].flatten(1)
return result.float() + result_get_item_1
`,
    ],
  ]);
});

describe('random', () => {
  writesExpression(inPytorch, 'float32[4, 6]', [
    [
      'random_normal(x)',
      `
drawn = torch.rand(x.shape[0], 4, 6, device=x.device)
drawn_2 = torch.rand(x.shape[0], 4, 6, device=x.device)
result = torch.sqrt(torch.log(1.0 - drawn) * -2.0) * torch.cos(
    drawn_2 * 6.2831853
)
return result
`,
    ],
    [
      'random_normal(x, mean: 1, stddev: 0.5)',
      `
drawn = torch.rand(x.shape[0], 4, 6, device=x.device)
drawn_2 = torch.rand(x.shape[0], 4, 6, device=x.device)
scaled = torch.sqrt(torch.log(1.0 - drawn) * -2.0) * torch.cos(
    drawn_2 * 6.2831853
)
return scaled * 0.5 + 1.0
`,
    ],
    [
      'random_uniform(x, minval: -1, maxval: 1)',
      `
drawn = torch.rand(x.shape[0], 4, 6, device=x.device)
return drawn * 2.0 + -1.0
`,
    ],
    [
      'random_bernoulli(x, 0.3)',
      `
drawn = torch.rand(x.shape[0], 4, 6, device=x.device)
return (drawn < 0.3).float()
`,
    ],
    [
      'random_normal(x, seed: 3)',
      `
drawn = torch.rand(x.shape[0], 4, 6, device=x.device)
drawn_2 = torch.rand(x.shape[0], 4, 6, device=x.device)
result = torch.sqrt(torch.log(1.0 - drawn) * -2.0) * torch.cos(
    drawn_2 * 6.2831853
)
return result
`,
    ],
    [
      'random_uniform(x, minval: 2, maxval: 1)',
      `
drawn = torch.rand(x.shape[0], 4, 6, device=x.device)
return drawn * -1.0 + 2.0
`,
    ],
  ]);
});
