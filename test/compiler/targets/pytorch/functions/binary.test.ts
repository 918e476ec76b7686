import { describe } from 'vitest';
import { inPytorch, writesExpression } from '../../layer-texts.ts';

describe('An operation between two tensors', () => {
  writesExpression(inPytorch, 'float32[4, 8] and float32[4, 8]', [
    ['add(x, z)', 'return x + z'],
    ['x + z', 'return x + z'],
    ['x - z', 'return x - z'],
    ['x * z', 'return x * z'],
    ['x / z', 'return x / z'],
    ['x % z', 'return torch.remainder(x, z)'],
    ['x ** z', 'return torch.pow(x, z)'],
    ['subtract(x, z)', 'return x - z'],
    ['multiply(x, z)', 'return x * z'],
    ['divide(x, z)', 'return x / z'],
    ['true_divide(x, z)', 'return x / z'],
    ['floor_divide(x, z)', 'return torch.div(x, z, rounding_mode="floor")'],
    ['mod(x, z)', 'return torch.remainder(x, z)'],
    ['power(x, z)', 'return torch.pow(x, z)'],
    ['maximum(x, z)', 'return torch.maximum(x, z)'],
    ['minimum(x, z)', 'return torch.minimum(x, z)'],
    ['logaddexp(x, z)', 'return torch.maximum(x, z) + F.softplus(-torch.abs(x - z))'],
    [
      'logaddexp2(x, z)',
      `
scaled = F.softplus(torch.abs(x - z) * -0.6931472) * 1.442695
return torch.maximum(x, z) + scaled
`,
    ],
    ['hypot(x, z)', 'return torch.sqrt(x**2 + z**2)'],
    [
      'arctan2(x, z)',
      `
is_less = z**2 < x**2
chosen = torch.where(is_less, x, z)
chosen_2 = torch.where(
    chosen == 0.0, torch.tensor(1.0, device=x.device), chosen
)
result = torch.atan(torch.where(is_less, z, x) / chosen_2)
is_within = x >= 0.0
chosen_3 = torch.where(
    is_within,
    torch.tensor(3.1415927, device=x.device),
    torch.tensor(-3.1415927, device=x.device),
)
chosen_4 = torch.where(z < 0.0, chosen_3, torch.tensor(0.0, device=x.device))
chosen_5 = torch.where(
    is_within,
    torch.tensor(1.5707963267948966, device=x.device),
    torch.tensor(-1.5707963267948966, device=x.device),
)
return torch.where(is_less, chosen_5 - result, chosen_4 + result)
`,
    ],
    [
      'divide_no_nan(x, z)',
      `
matches = z == 0.0
chosen = torch.where(matches, torch.tensor(1.0, device=x.device), z)
return torch.where(matches, torch.tensor(0.0, device=x.device), x / chosen)
`,
    ],
  ]);
  writesExpression(inPytorch, 'float32[4, 8] and float32[8]', [
    ['x + z', 'return x + z.reshape(-1, 1, 8)'],
    ['maximum(x, z)', 'return torch.maximum(x, z.reshape(-1, 1, 8))'],
  ]);
  writesExpression(inPytorch, 'float32[4, 8] and float32[4, 1]', [['x * z', 'return x * z']]);
  writesExpression(inPytorch, 'float32[4, 8] and float32[]', [['x + z', 'return x + z.reshape(-1, 1, 1)']]);
  writesExpression(inPytorch, 'float32[T, 8] and float32[T, 1]', [['x * z', 'return x * z']]);
  writesExpression(inPytorch, 'float32[T, 8] and float32[S, 8]', [['x + z', 'return x + z']]);
  writesExpression(inPytorch, 'float32[4] and int32[4]', [
    ['maximum(x, z)', 'return torch.maximum(x, z.float())'],
  ]);
  writesExpression(inPytorch, 'int32[4] and int32[4]', [
    ['x + z', 'return x + z'],
    ['x * z', 'return x * z'],
    ['x - z', 'return x - z'],
    ['x % z', 'return torch.remainder(x, z)'],
    ['floor_divide(x, z)', 'return torch.div(x, z, rounding_mode="floor")'],
    ['maximum(x, z)', 'return torch.maximum(x, z)'],
    [
      'logaddexp(x, z)',
      `
numbers = x.float()
numbers_2 = z.float()
result = torch.maximum(numbers, numbers_2) + F.softplus(
    -torch.abs(numbers - numbers_2)
)
return result
`,
    ],
  ]);
  writesExpression(inPytorch, 'bool[4] and bool[4]', [
    ['x and z', 'return x & z'],
    ['x or z', 'return x | z'],
    ['logical_and(x, z)', 'return x & z'],
    ['logical_xor(x, z)', 'return ~(x.int() == z.int())'],
  ]);
});

describe('An operation with numbers', () => {
  writesExpression(inPytorch, 'float32[2, 4]', [
    ['x + 1', 'return x + 1.0'],
    ['1 - x', 'return 1.0 - x'],
    ['x / 2', 'return x / 2.0'],
    ['2 / x', 'return 2.0 / x'],
    ['x ** 2', 'return x**2'],
    ['2 ** x', 'return torch.pow(torch.tensor(2.0, device=x.device), x)'],
    ['x % 3', 'return torch.remainder(x, 3.0)'],
    [
      'x * [1, 2, 3, 4]',
      `
result_constant = torch.tensor([1, 2, 3, 4], dtype=torch.int32, device="cpu")
return x * result_constant.float()
`,
    ],
    [
      '[[1], [2]] + x',
      `
result = torch.tensor([1, 2], dtype=torch.int32, device="cpu").reshape(2, 1)
return result.float() + x
`,
    ],
    ['maximum(x, 0)', 'return torch.maximum(x, torch.tensor(0.0, device=x.device))'],
    ['minimum(0.5, x)', 'return torch.minimum(torch.tensor(0.5, device=x.device), x)'],
    ['x > 0.5', 'return x > 0.5'],
  ]);
  writesExpression(inPytorch, 'int32[4]', [['x % 2', 'return torch.remainder(x, 2)']]);
});

describe('A comparison', () => {
  writesExpression(inPytorch, 'float32[4, 8] and float32[4, 8]', [
    ['x > z', 'return z < x'],
    ['x >= z', 'return z <= x'],
    ['x < z', 'return x < z'],
    ['x <= z', 'return x <= z'],
    ['x == z', 'return x == z'],
    ['x != z', 'return ~(x == z)'],
    ['equal(x, z)', 'return x == z'],
    ['not_equal(x, z)', 'return ~(x == z)'],
    ['less(x, z)', 'return x < z'],
    ['less_equal(x, z)', 'return x <= z'],
    ['greater(x, z)', 'return z < x'],
    ['greater_equal(x, z)', 'return z <= x'],
    [
      'x > 0 and z < 1',
      `
result = x > 0.0
result_less = z < 1.0
return result & result_less
`,
    ],
    [
      'x > 0 or not (z < 1)',
      `
result = x > 0.0
result_logical_not = z < 1.0
result_logical_not = ~result_logical_not
return result | result_logical_not
`,
    ],
    [
      'logical_xor(x > 0, z > 0)',
      `
result = x > 0.0
result_greater_1 = z > 0.0
return ~(result.int() == result_greater_1.int())
`,
    ],
    ['x and z', 'return ~(x == 0.0) & ~(z == 0.0)'],
    ['not x', 'return ~~(x == 0.0)'],
    [
      'logical_or(x, z > 0)',
      `
result_greater = z > 0.0
return ~(x == 0.0) | result_greater
`,
    ],
  ]);
});

describe('A choice', () => {
  writesExpression(inPytorch, 'float32[4, 8] and float32[4, 8]', [
    [
      'where(x > z, x, z)',
      `
result = z < x
return torch.where(result, x, z)
`,
    ],
    [
      'where(x > 0, 1, 0)',
      `
result = x > 0.0
result = torch.where(
    result,
    torch.tensor(1.0, device=result.device),
    torch.tensor(0.0, device=result.device),
)
return result
`,
    ],
    [
      'where(x > 0, x, 0)',
      `
result = x > 0.0
return torch.where(result, x, torch.tensor(0.0, device=result.device))
`,
    ],
    ['where(x, x, z)', 'return torch.where(~(x == 0.0), x, z)'],
  ]);
  writesExpression(inPytorch, 'float32[4, 8] and float32[8]', [
    [
      'where(x > 0, x, z)',
      `
result = x > 0.0
return torch.where(result, x, z.reshape(-1, 1, 8))
`,
    ],
    [
      'where(z > 0, x, 0)',
      `
result = z > 0.0
result = torch.where(
    result.reshape(-1, 1, 8), x, torch.tensor(0.0, device=result.device)
)
return result
`,
    ],
  ]);
  writesExpression(inPytorch, 'float32[4] and int32[4]', [
    [
      'where(x > 0, x, z)',
      `
result = x > 0.0
return torch.where(result, x, z.float())
`,
    ],
  ]);
});
