import { describe, expect, it } from 'vitest';
import { namesOf } from './names-of.ts';

/** The names of what stands behind `head y =`. */
const names = (tensor: string, before = ''): readonly string[] => {
  const all = namesOf(
    `${before}model A {\n  input x: float32[4, 4]\n  shared s = Dense(4)\n  head y = ${tensor}\n}`,
  );
  return all.slice(all.indexOf('y: declares head') + 1);
};

describe('names in an expression that gives a tensor', () => {
  it.each([
    ['a name', 'x', ['x: input']],
    ['an operator', '-x + 2 * x', ['x: input', 'x: input']],
    ['a list', '[x, x -> ReLU()] -> Add()', ['x: input', 'x: input', 'ReLU: layer', 'Add: layer']],
    ['a record', '{ query: x, value: x } -> Attention()', ['x: input', 'x: input', 'Attention: layer']],
    ['a record by the names alone', '{ x } -> Attention()', ['x: input, and a key', 'Attention: layer']],
    ['an index and a slice', 'x[:, 0:2]', ['x: input']],
    [
      'a function, with tensors and constants',
      'mean(x, axis: 1)',
      ['mean: tensorFunction', 'x: input', 'axis: argument'],
    ],
    [
      'a function in front of a pipeline',
      'relu(x) -> Dense(1)',
      ['relu: tensorFunction', 'x: input', 'Dense: layer'],
    ],
    ['a function of constants', 'x * max(2, 3)', ['x: input', 'max: tensorFunction']],
    ['an unknown function', 'mena(x)', ['mena: nothing', 'x: input']],
    [
      'an unknown argument of a function',
      'mean(x, axes: 1)',
      ['mean: tensorFunction', 'x: input', 'axes: nothing'],
    ],
  ])('%s', (_, tensor, expected) => {
    expect(names(tensor)).toEqual(expected);
  });

  it('an activation of the text, called as a function', () => {
    const own = 'activation bend(x, by: float = 1.0) = x * by\n';
    expect(names('bend(x, by: 2.0)', own)).toEqual(['bend: component', 'x: input', 'by: parameter']);
  });
});

describe('names in the stages of a pipeline', () => {
  it.each([
    [
      'a layer and its arguments',
      'x -> Dense(units: 4, name: "a")',
      ['x: input', 'Dense: layer', 'units: argument', 'name: argument'],
    ],
    ['a shared layer', 'x -> s', ['x: input', 's: shared']],
    ['a layer that there is not', 'x -> Dens(units: 4)', ['x: input', 'Dens: nothing', 'units: nothing']],
    ['a repetition', 'x -> repeat 2 { ReLU() }', ['x: input', 'ReLU: layer']],
    [
      'a loop',
      'x -> for k in [1, 2] { Dense(k) }',
      ['x: input', 'k: declares loop', 'Dense: layer', 'k: loop'],
    ],
    [
      'a decision',
      'x -> if true { ReLU() } else if false { Tanh() } else { Softmax() }',
      ['x: input', 'ReLU: layer', 'Tanh: nothing', 'Softmax: layer'],
    ],
    [
      'a mask, which is a tensor',
      'x -> LSTM(4, mask: x)',
      ['x: input', 'LSTM: layer', 'mask: argument', 'x: input'],
    ],
    [
      'a layer in a layer',
      'x -> TimeDistributed(Dense(4))',
      ['x: input', 'TimeDistributed: layer', 'Dense: layer'],
    ],
    [
      'a shared layer in a layer',
      'x -> TimeDistributed(s)',
      ['x: input', 'TimeDistributed: layer', 's: shared'],
    ],
  ])('%s', (_, tensor, expected) => {
    expect(names(tensor)).toEqual(expected);
  });

  it('a block, whose parameters count by place and name', () => {
    const block = 'block B(units: int, rate: float) {\n  input x\n  return x -> Dense(units)\n}\n';
    expect(names('x -> B(4, rate: 0.5, other: 1, name: "b")', block)).toEqual([
      'x: input',
      'B: block',
      'rate: parameter',
      'other: nothing',
      'name: argument',
    ]);
  });
});
