import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Add', () => {
  writes(inPytorch, 'float32[4, 8] and float32[4, 8]', [
    [
      'Add()',
      `
y = x + z
return y
`,
    ],
  ]);
  writes(inPytorch, 'float32[4, 8] and float32[8]', [
    [
      'Add()',
      `
y = x + z.reshape(-1, 1, 8)
return y
`,
    ],
  ]);
});

describe('Subtract', () => {
  writes(inPytorch, 'float32[4, 8] and float32[4, 8]', [
    [
      'Subtract()',
      `
y = x - z
return y
`,
    ],
  ]);
});

describe('Multiply', () => {
  writes(inPytorch, 'float32[28, 28, 3] and float32[1, 1, 3]', [
    [
      'Multiply()',
      `
y = x * z
return y
`,
    ],
  ]);
  writes(inPytorch, 'float32[28, 28, 3] and float32[3]', [
    [
      'Multiply()',
      `
y = x * z.reshape(-1, 1, 1, 3)
return y
`,
    ],
  ]);
});

describe('Average', () => {
  writes(inPytorch, 'float32[4] and float32[4] and float32[4]', [
    [
      'Average()',
      `
y = (x + z + w) * 0.33333333
return y
`,
    ],
  ]);
});

describe('Maximum', () => {
  writes(inPytorch, 'float32[4] and float32[4]', [
    [
      'Maximum()',
      `
y = torch.maximum(x, z)
return y
`,
    ],
  ]);
  writes(inPytorch, 'float32[4, 1] and float32[1, 4]', [
    [
      'Maximum()',
      `
y = torch.maximum(x, z)
return y
`,
    ],
  ]);
});

describe('Minimum', () => {
  writes(inPytorch, 'float32[4] and float32[4]', [
    [
      'Minimum()',
      `
y = torch.minimum(x, z)
return y
`,
    ],
  ]);
  writes(inPytorch, 'int32[4] and int32[4]', [
    [
      'Minimum()',
      `
y = torch.minimum(x, z)
return y
`,
    ],
  ]);
});

describe('Concatenate', () => {
  writes(inPytorch, 'float32[4, 8] and float32[4, 3]', [
    [
      'Concatenate()',
      `
y = torch.cat([x, z], -1)
return y
`,
    ],
    [
      'Concatenate(axis: -1)',
      `
y = torch.cat([x, z], -1)
return y
`,
    ],
  ]);
});

describe('Dot', () => {
  writes(inPytorch, 'float32[4, 8] and float32[5, 8]', [
    [
      'Dot(2)',
      `
y = x @ z.transpose(-1, -2)
return y
`,
    ],
    [
      'Dot([2, 2])',
      `
y = x @ z.transpose(-1, -2)
return y
`,
    ],
  ]);
});
