import { describe, expect, it } from 'vitest';
import { namesOf } from './names-of.ts';

describe('what is declared at the top of a file', () => {
  it('a constant, and the names in its value', () => {
    expect(namesOf('const a = 4\nconst b = a * 2')).toEqual([
      'a: declares const',
      'b: declares const',
      'a: const',
    ]);
  });

  it('an import, whose names are those of the other file', () => {
    const others = {
      'parts.kmodel': 'const width = 8\nblock Head() {\n  input x\n  return x -> ReLU()\n}\n',
    };
    expect(namesOf('import { Head, width, Gone } from "./parts.kmodel"', others)).toEqual([
      'Head: block',
      'width: const',
      'Gone: nothing',
    ]);
  });

  it('a block, with its parameters and their types', () => {
    expect(
      namesOf('block B(units: int, rate: float = 0.5) {\n  input x\n  return x -> Dense(units)\n}'),
    ).toEqual([
      'B: declares block',
      'units: declares parameter',
      'int: type',
      'rate: declares parameter',
      'float: type',
      'x: declares input',
      'x: input',
      'Dense: layer',
      'units: parameter',
    ]);
  });

  it('a model that another one extends', () => {
    const text =
      'model A {\n  input x: float32[2]\n  branch b = x -> ReLU()\n  head y = b -> Dense(1)\n}\nmodel B extends A {\n  override head y = b -> Dense(2)\n}';
    expect(namesOf(text).slice(-7)).toEqual([
      'b: branch',
      'Dense: layer',
      'B: declares model',
      'A: model',
      'y: declares head',
      'b: branch',
      'Dense: layer',
    ]);
  });

  it.each([
    [
      'activation bend(x, by: float = 1.0) = x * by',
      [
        'bend: declares component',
        'x: declares input',
        'by: declares parameter',
        'float: type',
        'x: input',
        'by: parameter',
      ],
    ],
    [
      'loss gap(y_true: int32[], y_pred) = abs(y_true - y_pred)',
      [
        'gap: declares component',
        'y_true: declares input',
        'int32: dtype',
        'y_pred: declares input',
        'abs: tensorFunction',
        'y_true: input',
        'y_pred: input',
      ],
    ],
    [
      'schedule falling(step, start: float = 0.1) = start / (1 + step)',
      [
        'falling: declares component',
        'step: declares input',
        'start: declares parameter',
        'float: type',
        'start: parameter',
        'step: input',
      ],
    ],
  ])('a component: its first parameters are tensors: %s', (text, names) => {
    expect(namesOf(text)).toEqual(names);
  });

  it('a layer with weights, and what a training updates', () => {
    const text = `layer Mean(rate: float = 0.9) {
  input x: float32[..., D]
  weight mean: float32[D] = Zeros() { trainable: false }
  update mean = mean * rate + (1 - rate) * mean(x, axis: 0)
  return x - mean
}`;
    expect(namesOf(text)).toEqual([
      'Mean: declares layer',
      'rate: declares parameter',
      'float: type',
      'x: declares input',
      'float32: dtype',
      'D: declares size',
      'mean: declares weight',
      'float32: dtype',
      'D: size',
      'Zeros: component',
      'trainable: argument',
      'mean: weight',
      'mean: weight',
      'rate: parameter',
      'rate: parameter',
      'mean: tensorFunction',
      'x: input',
      'axis: argument',
      'x: input',
      'mean: weight',
    ]);
  });
});

describe('what is declared in a model', () => {
  const model = (members: string): readonly string[] =>
    namesOf(`model A {\n  input x: float32[4]\n  ${members}\n}`).slice(3);

  it.each([
    ['a branch', 'branch b = x -> ReLU()', ['b: declares branch', 'x: input', 'ReLU: layer']],
    [
      'several at once',
      'branch [p, q] = x -> ReLU()',
      ['p: declares branch', 'q: declares branch', 'x: input', 'ReLU: layer'],
    ],
    [
      'parts of a record by their names',
      'branch { p, q: r } = x -> ReLU()',
      ['p: declares branch, and a key', 'q: nothing', 'r: declares branch', 'x: input', 'ReLU: layer'],
    ],
    [
      'a shared layer',
      'shared s = Dense(2) { trainable: false }',
      ['s: declares shared', 'Dense: layer', 'trainable: argument'],
    ],
    [
      'a head',
      'head y = x -> Dense(1) { loss: mse, metrics: [mae] }',
      [
        'y: declares head',
        'x: input',
        'Dense: layer',
        'loss: argument',
        'mse: component',
        'metrics: argument',
        'mae: component',
      ],
    ],
    [
      'an objective',
      'objective small = mean(square(x)) { weight: 0.5 }',
      [
        'small: declares objective',
        'mean: tensorFunction',
        'square: tensorFunction',
        'x: input',
        'weight: argument',
      ],
    ],
    [
      'a step of training',
      'train { step one { minimize: [y], update: [x] } }',
      ['one: declares step', 'minimize: argument', 'y: nothing', 'update: argument', 'x: input'],
    ],
    ['an expectation, in which `shape` takes a tensor', 'expect shape(x) == [4]', ['x: input']],
    [
      'columns of the data, by input and head',
      'data { source: "a.csv", columns: { x: ["a"], z: "b" } }',
      ['source: argument', 'columns: argument', 'x: input', 'z: nothing'],
    ],
    [
      'optimizers by the parts that they are for',
      'train { optimizer: { x: Adam(), rest: SGD() } }',
      ['optimizer: argument', 'x: input', 'Adam: component', 'rest: nothing', 'SGD: component'],
    ],
    ['settings that there are not', 'train { speed: 3 }', ['speed: nothing']],
  ])('%s', (_, members, names) => {
    expect(model(members)).toEqual(names);
  });
});
