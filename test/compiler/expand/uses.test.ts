import { describe, expect, it } from 'vitest';
import { callsIn, callsOf } from './calls-of.ts';

describe('the use of a block', () => {
  it('is its layers, under the name of the use, with its parameters', () => {
    const before = 'block Unit(n: int) {\n  input x\n  branch a = x -> Dense(n)\n  return a -> ReLU()\n}\n';
    expect(callsIn('head y = x -> Unit(4) -> Unit(n: 2)', { before })).toEqual([
      'y_unit_a_dense: Dense(x) float32[4]',
      'y_unit_re_lu: ReLU(y_unit_a_dense) float32[4]',
      'y_unit_1_a_dense: Dense(y_unit_re_lu) float32[2]',
      'y_unit_1_re_lu: ReLU(y_unit_1_a_dense) float32[2]',
    ]);
  });

  it('stands in blocks and loops, and has layers of its own in each', () => {
    const before = `block Inner {
  input x
  return x -> Dense(4)
}
block Outer {
  input x
  return x -> repeat 2 { Inner() }
}
`;
    expect(callsIn('head y = x -> Outer() -> Outer()', { before })).toEqual([
      'y_outer_inner_dense: Dense(x) float32[4]',
      'y_outer_inner_1_dense: Dense(y_outer_inner_dense) float32[4]',
      'y_outer_1_inner_dense: Dense(y_outer_inner_1_dense) float32[4]',
      'y_outer_1_inner_1_dense: Dense(y_outer_1_inner_dense) float32[4]',
    ]);
  });

  it('takes several inputs by their places, or by their names', () => {
    const before = 'block Minus {\n  input a\n  input b\n  return a - b\n}\n';
    const branch = 'branch d = x -> Dense(8)\n  ';
    expect(callsIn(`${branch}head y = [x, d] -> Minus()`, { before }).at(-1)).toBe(
      'y_minus_subtract: Subtract(x, d) float32[8]',
    );
    expect(callsIn(`${branch}head y = { b: x, a: d } -> Minus()`, { before }).at(-1)).toBe(
      'y_minus_subtract: Subtract(d, x) float32[8]',
    );
  });

  it.each([
    ['{ p: p, q: x -> Dense(3) }', '{p, q}'],
    ['[p, x -> Dense(3)]', '[p, q]'],
  ])('may give several results: %s', (results, pattern) => {
    const before = `block Two {\n  input x\n  branch p = x -> Dense(2)\n  return ${results}\n}\n`;
    expect(callsIn(`branch ${pattern} = x -> Two()\n  head y = [q, p] -> Concatenate()`, { before })).toEqual(
      [
        'p_two_p_dense: Dense(x) float32[2]',
        'p_two_dense: Dense(x) float32[3]',
        'y: Concatenate(q, p) float32[5]',
      ],
    );
  });

  it('for every step of a sequence folds the steps into the batch, and back', () => {
    const before = 'block Unit(n: int) {\n  input x\n  return x -> Dense(n)\n}\n';
    expect(
      callsIn('head y = x -> TimeDistributed(Unit(4))', { before, input: 'input x: float32[T, 8]' }),
    ).toEqual([
      'y_fold_steps: FoldSteps(x) float32[8]',
      'y_unit_dense: Dense(y_fold_steps) float32[4]',
      'y: UnfoldSteps(y_unit_dense, x) float32[T, 4]',
    ]);
  });
});

describe('the use of a model', () => {
  it('gives what its heads give', () => {
    const before = 'model Inner {\n  input a: float32[8]\n  head p = a -> Dense(2)\n}\n';
    expect(callsIn('head y = x -> Inner() -> Dense(1)', { before })).toEqual([
      'y_inner_p: Dense(x) float32[2]',
      'y: Dense(y_inner_p) float32[1]',
    ]);
  });
});

describe('a model that extends another', () => {
  const base =
    'model Base {\n  input x: float32[8]\n  branch a = x -> Dense(4)\n  head y = a -> Dense(1)\n}\n';

  it('has what it does not replace', () => {
    expect(callsOf(`${base}model M extends Base {\n  head z = a -> Dense(2)\n}`)).toEqual([
      'a_dense: Dense(x) float32[4]',
      'y: Dense(a) float32[1]',
      'z: Dense(a) float32[2]',
    ]);
  });

  it('has its own in the place of what it overrides', () => {
    expect(callsOf(`${base}model M extends Base {\n  override branch a = x -> Dense(6)\n}`)).toEqual([
      'a_dense: Dense(x) float32[6]',
      'y: Dense(a) float32[1]',
    ]);
  });
});

describe('the name of a layer', () => {
  it('is the name of its branch and its class, with a number where that is taken', () => {
    expect(
      callsIn(
        'branch dense = x -> Dense(4) -> Dense(4)\n  head y = dense -> Dense(1, name: "dense_dense_1")',
      ),
    ).toEqual([
      'dense_dense: Dense(x) float32[4]',
      'dense_dense_2: Dense(dense_dense) float32[4]',
      'dense_dense_1: Dense(dense) float32[1]',
    ]);
  });

  it('is the name of a head for the layer that the head ends in', () => {
    expect(callsIn('head y = x -> Dense(4) -> Dense(1)')).toEqual([
      'y_dense: Dense(x) float32[4]',
      'y: Dense(y_dense) float32[1]',
    ]);
  });
});
