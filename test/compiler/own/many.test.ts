import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';

function problemsOf(text: string): readonly string[] {
  return check('a.kmodel', createMemoryHost({ 'a.kmodel': text })).diagnostics.map(
    ({ code, message }) => `${code} ${message}`,
  );
}

function model(value: string): string {
  return `model A {\n  input x: float32[2]\n  head y = ${value} { loss: mse }\n}\n`;
}

describe('very many', () => {
  it('activations in a row, each made of the one before it, are read once each', () => {
    const rows = Array.from(
      { length: 1500 },
      (_, index) => `activation a${index + 1}(x) = a${index}(x) * 2\n`,
    );
    const text = `activation a0(x) = x + 1\n${rows.join('')}${model('x -> Dense(1, activation: a1500)')}`;
    expect(problemsOf(text)).toEqual([]);
  });

  it('calls inside each other are one mistake, at the depth where reading stops', () => {
    const text = model(`${'exp('.repeat(10_000)}x${')'.repeat(10_000)}`);
    expect(problemsOf(text)).toEqual(['KM2004 Brackets are nested deeper than 256 here.']);
  });

  it('activations with different arguments stay apart', () => {
    const text =
      'activation steep(x, by: float) = x * by\nactivation twice(x) = steep(x, by: 2) + steep(x, by: 3)\n' +
      model('x -> Dense(1, activation: twice) -> Dense(1, activation: steep(by: 4))');
    expect(problemsOf(text)).toEqual([]);
  });
});
