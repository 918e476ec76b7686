import { describe, expect, it } from 'vitest';
import { findings } from '../harness.ts';
import { callsIn } from './calls-of.ts';

const sequence = { input: 'input x: float32[T, 8]' };

describe('a pipeline', () => {
  it('is a call for each layer; a branch is the tensor that comes out', () => {
    expect(callsIn('branch a = x -> Dense(4) -> ReLU()\n  head y = a -> Dense(1)')).toEqual([
      'a_dense: Dense(x) float32[4]',
      'a_re_lu: ReLU(a_dense) float32[4]',
      'y: Dense(a) float32[1]',
    ]);
  });

  it('computes with sizes that are open', () => {
    expect(
      callsIn('head y = x -> Conv1D(4, 3) -> MaxPooling1D(2) -> GlobalMaxPooling1D()', sequence),
    ).toEqual([
      'y_conv1d: Conv1D(x) float32[T - 2, 4]',
      'y_max_pooling1d: MaxPooling1D(y_conv1d) float32[floor(T / 2) - 1, 4]',
      'y: GlobalMaxPooling1D(y_max_pooling1d) float32[4]',
    ]);
  });

  it('takes a list of tensors into a layer of several inputs', () => {
    expect(callsIn('branch a = x -> Dense(4)\n  head y = [a, x] -> Concatenate()')).toEqual([
      'a_dense: Dense(x) float32[4]',
      'y: Concatenate(a, x) float32[12]',
    ]);
  });

  it('may begin with one of a list', () => {
    expect(callsIn('branch a = x -> Dense(8)\n  head y = [x, a][1] -> Dense(1)')).toEqual([
      'a_dense: Dense(x) float32[8]',
      'y: Dense(a) float32[1]',
    ]);
  });

  it('gives tensors as arguments', () => {
    const members =
      'branch [o, h, c] = x -> LSTM(8, return_state: true)\n  head y = x -> LSTM(8, initial_state: [h, c])';
    expect(callsIn(members, sequence)).toEqual([
      'o_lstm: LSTM(x) float32[8] float32[8] float32[8]',
      'y: LSTM(x, initial_state: h c) float32[8]',
    ]);
  });

  it('has names for results that are taken apart', () => {
    const members = 'branch [o, h, c] = x -> LSTM(4, return_state: true)\n  head y = [h, c] -> Concatenate()';
    expect(callsIn(members, sequence)).toEqual([
      'o_lstm: LSTM(x) float32[4] float32[4] float32[4]',
      'y: Concatenate(h, c) float32[8]',
    ]);
  });
});

describe('an operator', () => {
  it('between two tensors is a layer of both', () => {
    expect(callsIn('branch a = x - x\n  head y = a * x')).toEqual([
      'a_subtract: Subtract(x, x) float32[8]',
      'y: Multiply(a, x) float32[8]',
    ]);
  });

  it.each([
    ['x * 2', 'y: Multiply(x, 2) float32[8]'],
    ['2 * x', 'y: Multiply(x, 2) float32[8]'],
    ['x - 1', 'y: Subtract(x, 1) float32[8]'],
    ['1 - x', 'y: Subtract(x, 1 first) float32[8]'],
    ['x / 4', 'y: TrueDivide(x, 4) float32[8]'],
    ['4 / x', 'y: TrueDivide(x, 4 first) float32[8]'],
  ])('with a number knows on which side it stands: %s', (expression, call) => {
    expect(callsIn(`head y = ${expression}`)).toEqual([call]);
  });

  it('binds as in arithmetic', () => {
    expect(callsIn('head y = x * 2 + x / 4 - 1')).toEqual([
      'y_multiply: Multiply(x, 2) float32[8]',
      'y_true_divide: TrueDivide(x, 4) float32[8]',
      'y_add: Add(y_multiply, y_true_divide) float32[8]',
      'y: Subtract(y_add, 1) float32[8]',
    ]);
  });

  it('may turn the sign, or take a part', () => {
    expect(callsIn('branch a = -x\n  head y = a[2:5]')).toEqual([
      'a_negative: Negative(x) float32[8]',
      'y: GetItem(a) float32[3]',
    ]);
  });
});

describe('a stage with a mistake', () => {
  it.each([
    ['x -> Conv2D(4, 3)', ['KM3001 Conv2D(4, 3)']],
    ['x -> Dense()', ['KM2002 Dense']],
  ])('%s is told once, and nothing of what stands behind it', (stage, found) => {
    expect(findings(`model M {\n  input x: float32[8]\n  head y = ${stage} -> Dense(1)\n}`)).toEqual(found);
  });
});
