import { describe, expect, it } from 'vitest';
import { findings } from '../harness.ts';

const model = (head: string): string => `model M {\n  input x: float32[4]\n  head y = ${head}\n}\n`;
const codes = (text: string): readonly string[] => findings(text).map((each) => each.slice(0, 6));

describe('what is declared by itself is reported, and ends there:', () => {
  it.each([
    [
      'a layer',
      `layer A() {\n  input x: float32[..., D]\n  return x -> A()\n}\n${model('x -> A() -> Dense(1)')}`,
      'KM1003',
    ],
    [
      'two layers',
      `layer A() {\n  input x: float32[..., D]\n  return x -> B()\n}\nlayer B() {\n  input x: float32[..., D]\n  return x -> A()\n}\n${model('x -> A() -> Dense(1)')}`,
      'KM1003',
    ],
    ['an activation', `activation f(x) = f(x) + 1\n${model('x -> Dense(1, activation: f)')}`, 'KM4001'],
    [
      'two activations',
      `activation f(x) = g(x) + 1\nactivation g(x) = f(x)\n${model('x -> Dense(1, activation: f)')}`,
      'KM4001',
    ],
    [
      'an activation in a loss',
      `activation f(x) = f(x) + 1\nloss l(y_true, y_pred) = abs(y_true - f(y_pred))\n${model('x -> Dense(1) { loss: l }')}`,
      'KM4001',
    ],
  ])('%s', (_, text, code) => {
    expect(new Set(codes(text))).toEqual(new Set([code]));
  });
});

it('a long row of activations, each made from the one before, is no circle', () => {
  const rows = Array.from({ length: 60 }, (_, index) =>
    index === 0 ? 'activation f0(x) = x' : `activation f${index}(x) = f${index - 1}(x) + 1`,
  );
  expect(codes(`${rows.join('\n')}\n${model('x -> Dense(1, activation: f59)')}`)).toEqual([]);
});
