import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';

function problems(expectation: string, input = 'float32[16]'): readonly string[] {
  const text = `model Example {
  input x: ${input}
  branch code = x -> Dense(512, activation: relu)
  head y = code -> Dense(4)
  expect ${expectation}
}
`;
  const { diagnostics } = check('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  return diagnostics.map(({ code, message, help }) => [code, message, help].filter(Boolean).join(' '));
}

describe('expectations', () => {
  it.each([
    'params == 10_756',
    'params <= 11K and not (params < 10K)',
    'params < 1 or multiply_adds == 10_240',
    'weight_memory <= 42.1 KiB',
    'weight_memory < 44 KB',
    'weight_memory < 0.05MB',
    'shape(code) == [512]',
    'shape(code)[0] == 512',
    'params * 4 == weight_memory',
  ])('hold: %s', (expectation) => {
    expect(problems(expectation)).toEqual([]);
  });

  it.each([
    [
      'params <= 5K',
      'KM6003 This does not hold: `params` is 10,756. most parameters are in `code_dense` (8,704), `y` (2,052).',
    ],
    [
      'weight_memory < 20 KiB',
      'KM6003 This does not hold: `weight_memory` is 43,024 bytes. most bytes of weights are in `code_dense` (34,816), `y` (8,208).',
    ],
    ['shape(code) == [511]', 'KM6003 This does not hold: `shape(code)` is [512].'],
    [
      'params',
      'KM6003 An expectation is true or false, but `10756` is an integer. for example `expect params <= 5M`.',
    ],
    ['parms < 3', 'KM1001 Nothing is called `parms` here. Did you mean `params`?'],
  ])('are told where they do not: %s', (expectation, problem) => {
    expect(problems(expectation)).toEqual([problem]);
  });

  it('compare sizes that only the data tell by what they are called', () => {
    expect(problems('shape(code) == [T, 512]', 'float32[T, 16]')).toEqual([]);
    expect(problems('shape(code) == [T + 1, 512]', 'float32[T, 16]')).toEqual([
      'KM6003 This does not hold: `shape(code)` is [T, 512].',
    ]);
  });

  it('leave units to themselves alone', () => {
    const text = `model Example {\n  input x: float32[16]\n  head y = x -> Dense(4M)\n}\n`;
    const { diagnostics } = check('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    expect(diagnostics.map(({ code }) => code)).toEqual(['KM0002']);
  });

  it('stand in models', () => {
    const text = `block Half(x) {\n  expect params < 3\n  return x -> Dense(2)\n}\nmodel Example {\n  input x: float32[16]\n  head y = x -> Half()\n}\n`;
    const { diagnostics } = check('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    expect(diagnostics.length).toBeGreaterThan(0);
  });
});
