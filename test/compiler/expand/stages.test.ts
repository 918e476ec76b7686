import { describe, expect, it } from 'vitest';
import { callsIn } from './calls-of.ts';

describe('repeat', () => {
  it('makes layers anew in each round', () => {
    expect(callsIn('head y = x -> repeat 2 { Dense(4) -> ReLU() } -> Dense(1)')).toEqual([
      'y_dense: Dense(x) float32[4]',
      'y_re_lu: ReLU(y_dense) float32[4]',
      'y_dense_1: Dense(y_re_lu) float32[4]',
      'y_re_lu_1: ReLU(y_dense_1) float32[4]',
      'y: Dense(y_re_lu_1) float32[1]',
    ]);
  });

  it('of no round is nothing', () => {
    expect(callsIn('head y = x -> repeat 0 { Dense(4) } -> Dense(1)')).toEqual(['y: Dense(x) float32[1]']);
  });

  it('counts by a parameter', () => {
    expect(
      callsIn('head y = x -> repeat depth { Dense(8) }', { parameters: '(depth: int = 2)' }),
    ).toHaveLength(2);
  });
});

describe('for', () => {
  it('gives each round its value', () => {
    expect(callsIn('head y = x -> for n in [4, 2] { Dense(n) -> Dense(n * 2) }')).toEqual([
      'y_dense: Dense(x) float32[4]',
      'y_dense_1: Dense(y_dense) float32[8]',
      'y_dense_2: Dense(y_dense_1) float32[2]',
      'y: Dense(y_dense_2) float32[4]',
    ]);
  });

  it('over an empty list is nothing', () => {
    expect(callsIn('head y = x -> for n in [] { Dense(n) } -> Dense(1)')).toEqual(['y: Dense(x) float32[1]']);
  });
});

describe('if', () => {
  const chosen = (value: string) =>
    callsIn('head y = x -> if n > 3 { Dense(n) } else { ReLU() } -> Dense(1)', {
      parameters: `(n: int = ${value})`,
    });

  it('takes the stages of the side that holds', () => {
    expect(chosen('4')).toEqual(['y_dense: Dense(x) float32[4]', 'y: Dense(y_dense) float32[1]']);
    expect(chosen('3')).toEqual(['y_re_lu: ReLU(x) float32[8]', 'y: Dense(y_re_lu) float32[1]']);
  });

  it('without another side leaves the tensor as it is', () => {
    const parameters = '(deep: bool = false)';
    expect(callsIn('head y = x -> if deep { Dense(4) } -> Dense(1)', { parameters })).toEqual([
      'y: Dense(x) float32[1]',
    ]);
  });
});

describe('a shared layer', () => {
  it('is one, wherever it is called', () => {
    expect(callsIn('shared s = Dense(8) -> ReLU()\n  head y = x -> s -> s')).toEqual([
      's_dense: Dense(x) float32[8]',
      's_re_lu: ReLU(s_dense) float32[8]',
      's_dense: Dense(s_re_lu) float32[8]',
      's_re_lu: ReLU(s_dense) float32[8]',
    ]);
  });

  it('may be a block', () => {
    const before = 'block Unit(n: int) {\n  input x\n  return x -> Dense(n)\n}\n';
    expect(callsIn('shared t = Unit(4)\n  head y = [x -> t, x -> t] -> Add()', { before })).toEqual([
      't_dense: Dense(x) float32[4]',
      't_dense: Dense(x) float32[4]',
      'y: Add(t_dense, t_dense) float32[4]',
    ]);
  });
});
