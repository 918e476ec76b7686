import { describe, expect, it } from 'vitest';
import { vectorModel } from '../harness.ts';
import { told } from '../told.ts';

describe('a component of the text by itself', () => {
  it.each([
    ['an activation', 'activation bend(x, by: float = 1.0) = x * sigmoid(by * x)'],
    ['a loss', 'loss squares(y_true, y_pred) = mean(square(y_true - y_pred), axis: -1)'],
    ['a metric', 'metric rmse(y_true, y_pred) = sqrt(mean(square(y_true - y_pred)))'],
    ['a regularizer', 'regularizer l15(w, strength: float = 0.1) = strength * sum(abs(w) ** 1.5)'],
    ['a constraint', 'constraint unit_interval(w) = clip(w, 0, 1)'],
    ['a schedule', 'schedule falling(step, start: float = 0.1) = start / (1 + step)'],
  ])('is right: %s', (_, text) => {
    expect(told(text)).toEqual([]);
  });

  it.each([
    [
      'a loss that forgets the samples',
      'loss l(y_true, y_pred) = mean(square(y_true - y_pred))',
      [
        'mean(square(y_true - y_pred)): `l` gives float32[]: a loss has a value for each sample, or for each of its entries.',
      ],
    ],
    [
      'a loss of truths',
      'loss l(y_true, y_pred) = y_true > y_pred',
      ['y_true > y_pred: `l` gives bool[batch, size 1]: a loss is a float.'],
    ],
    [
      'an activation that forgets the samples',
      'activation a(x) = sum(x)',
      ['sum(x): `sum` without `axis` would join the samples of a batch: say which axes of `x` it takes.'],
    ],
    [
      'a regularizer of more than a number',
      'regularizer r(w) = abs(w)',
      ['abs(w): `r` gives float32[size 1]: a regularizer is one number, for example a `sum`.'],
    ],
    [
      'a schedule of more than a number',
      'schedule s(step) = step + [1, 2]',
      ['step + [1, 2]: `s` gives float32[2]: a learning rate is one number.'],
    ],
    [
      'a constraint of another shape',
      'constraint c(w) = sum(w)',
      ['sum(w): `c` makes float32[] of float32[size 1]: a weight keeps its shape.'],
    ],
    [
      'a loss without predictions',
      'loss l(y_true) = y_true',
      ['l: The first parameters of loss `l` are the targets and the predictions.'],
    ],
    [
      'a function that there is not',
      'activation a(x) = sigmod(x)',
      ['sigmod: There is no function or block `sigmod`. Did you mean `sigmoid`?'],
    ],
    [
      'a layer in it',
      'activation a(x) = x -> Dense(4)',
      [
        'Dense: `Dense` is a layer, and an activation is made of functions and weights.',
        'Dense(4): Dense needs to know the last size of `x` for its weights, but `x` is float32[batch, size 1].',
      ],
    ],
    [
      'several results',
      'activation a(x) = [x, x]',
      ['[x, x]: `a` is an activation: it has one result alone.'],
    ],
    ['no result', 'activation a(x) {\n}', ['a: Activation `a` has no `return`.']],
  ])('is told: %s', (_, text, messages) => {
    expect(told(text)).toEqual(messages);
  });

  it.each([
    [
      'an activation that fits some ranks alone',
      'activation flip(x: float32[A, B]) = transpose(x, [0, 2, 1])\nmodel T {\n  input x: float32[4]\n  head y = x -> Dense(3, activation: flip)\n}',
      ['flip: `flip` cannot take it: `x` is float32[A, B], but here it is float32[batch, 3].'],
    ],
  ])('is told at its use: %s', (_, text, messages) => {
    expect(told(text)).toEqual(messages);
  });
});

describe('a layer of the text by itself', () => {
  const layer = (members: string, use = 'L()'): string =>
    `layer L(n: int = 2) {\n  input x: float32[..., D]\n${members}\n}\n${vectorModel(`  head y = x -> ${use}`)}`;

  it.each([
    ['a weight of the last axis', '  weight w: float32[D] = Ones()\n  return x * w'],
    ['a weight of a parameter', '  weight w: float32[D, n] = GlorotUniform()\n  return matmul(x, w)'],
    [
      'a moving average',
      '  weight m: float32[D] = Zeros() { trainable: false }\n  update m = 0.9 * m + 0.1 * mean(x, axis: 0)\n  return x - m',
    ],
    ['whole numbers', '  weight w: int32[D] = Constant(2)\n  return x * cast(w, float32)'],
    ['what differs in training', '  return where(training, x * 2, x)'],
  ])('is right: %s', (_, members) => {
    expect(told(layer(members))).toEqual([]);
  });

  it.each([
    [
      'a weight of an unknown size',
      '  weight w: float32[E] = Ones()\n  return x * w',
      ['E: `E` is not a size of any input. There are `D`.'],
    ],
    [
      'an update of what is no weight',
      '  update v = x\n  return x',
      ['v: There is no weight `v` that could be updated.'],
    ],
    [
      'an update of another shape',
      '  weight m: float32[D] = Zeros() { trainable: false }\n  update m = mean(x)\n  return x',
      ['mean(x): `m` is float32[D], but its new value is float32[].'],
    ],
    [
      'a result without samples',
      '  return sum(x)',
      ['sum(x): `L` gives float32[]: the result of a layer has the batch first.'],
    ],
    [
      'whole numbers that begin with fractions',
      '  weight w: int32[D] = RandomUniform()\n  return x * cast(w, float32)',
      ['RandomUniform(): `RandomUniform` gives numbers that int32 does not hold, but `w` is int32[D].'],
    ],
    [
      'bytes that begin with more than they hold',
      '  weight w: uint8[D] = Constant(256) { trainable: false }\n  return x * cast(w, float32)',
      ['Constant(256): `Constant` gives numbers that uint8 does not hold, but `w` is uint8[D].'],
    ],
    [
      'a weight of halves',
      '  weight w: float16[D] = Ones()\n  return x * cast(w, float32)',
      ['float16[D]: Weights are kept in float32, but `w` is declared float16.'],
    ],
    ['no result', '  weight w: float32[D] = Ones()', ['L: Layer `L` has no `return`.']],
    [
      'a mask of what is no input',
      '  branch m = mask(n)\n  return x',
      ['m: Branch `m` is never used.', 'mask(n): `mask` takes one input of the layer: `mask(x)`.'],
    ],
    ['itself', '  return x -> L()', ['L: `L` is a layer, and a layer is made of functions and weights.']],
  ])('is told: %s', (_, members, messages) => {
    expect(told(layer(members))).toEqual(messages);
  });

  it.each([
    [
      'another dtype',
      'layer L {\n  input x: int32[D]\n  return x\n}\n',
      ['L(): Input `x` of L is int32[D], but `x` is float32[batch, 16].'],
    ],
    [
      'another rank',
      'layer L {\n  input x: float32[A, B]\n  return x\n}\n',
      ['L(): Input `x` of L is float32[A, B], but `x` is float32[batch, 16].'],
    ],
    [
      'another size',
      'layer L {\n  input x: float32[8]\n  return x\n}\n',
      ['L(): Input `x` of L is float32[8], but `x` is float32[batch, 16].'],
    ],
    [
      'two inputs',
      'layer L {\n  input a: float32[D]\n  input b: float32[D]\n  return a + b\n}\n',
      ['L(): L takes a list of 2 tensors (a, b), but the single tensor `x` flows in.'],
    ],
  ])('is told at its use: it takes %s', (_, text, messages) => {
    expect(told(`${text}${vectorModel('  head y = x -> L()')}`)).toEqual(messages);
  });
});
