import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Add', () => {
  writes(inPytorch, 'float32[4, 8] and float32[4, 8]', [['Add()', 'return x + z']]);
  writes(inPytorch, 'float32[4, 8] and float32[8]', [['Add()', 'return x + z.reshape(-1, 1, 8)']]);
});

describe('Subtract', () => {
  writes(inPytorch, 'float32[4, 8] and float32[4, 8]', [['Subtract()', 'return x - z']]);
});

describe('Multiply', () => {
  writes(inPytorch, 'float32[28, 28, 3] and float32[1, 1, 3]', [['Multiply()', 'return x * z']]);
  writes(inPytorch, 'float32[28, 28, 3] and float32[3]', [
    ['Multiply()', 'return x * z.reshape(-1, 1, 1, 3)'],
  ]);
});

describe('Average', () => {
  writes(inPytorch, 'float32[4] and float32[4] and float32[4]', [
    ['Average()', 'return (x + z + w) * 0.33333333'],
  ]);
});

describe('Maximum', () => {
  writes(inPytorch, 'float32[4] and float32[4]', [['Maximum()', 'return torch.maximum(x, z)']]);
  writes(inPytorch, 'float32[4, 1] and float32[1, 4]', [['Maximum()', 'return torch.maximum(x, z)']]);
});

describe('Minimum', () => {
  writes(inPytorch, 'float32[4] and float32[4]', [['Minimum()', 'return torch.minimum(x, z)']]);
  writes(inPytorch, 'int32[4] and int32[4]', [['Minimum()', 'return torch.minimum(x, z)']]);
});

describe('Concatenate', () => {
  writes(inPytorch, 'float32[4, 8] and float32[4, 3]', [
    ['Concatenate()', 'return torch.cat([x, z], -1)'],
    ['Concatenate(axis: -1)', 'return torch.cat([x, z], -1)'],
  ]);
});

describe('Dot', () => {
  writes(inPytorch, 'float32[4, 8] and float32[5, 8]', [
    ['Dot(2)', 'return x @ z.transpose(-1, -2)'],
    ['Dot([2, 2])', 'return x @ z.transpose(-1, -2)'],
  ]);
});
