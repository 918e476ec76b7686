import { describe, expect, it } from 'vitest';
import { namesOf } from './names-of.ts';

/** The names of what stands in the parentheses of a layer. */
const names = (layer: string, args: string, before = ''): readonly string[] => {
  const all = namesOf(`${before}model A {\n  input x: float32[4]\n  head y = x -> ${layer}(${args})\n}`);
  return all.slice(all.indexOf(`${layer}: layer`) + 1);
};

describe('names in a value', () => {
  it.each([
    ['an option', 'Dense', '4, activation: relu', ['activation: argument', 'relu: component']],
    ['a word that is no option', 'Dense', '4, activation: rellu', ['activation: argument', 'rellu: nothing']],
    [
      'an object with arguments',
      'Dense',
      '4, kernel_initializer: Constant(value: 2)',
      ['kernel_initializer: argument', 'Constant: component', 'value: argument'],
    ],
    [
      'an object of another kind',
      'Dense',
      '4, kernel_initializer: Adam(beta_1: 0.5)',
      ['kernel_initializer: argument', 'Adam: nothing', 'beta_1: nothing'],
    ],
    ['a list of words', 'Dense', '[relu, tanh]', ['relu: component', 'tanh: component']],
    ['a function of constants', 'Dense', 'max(2, min(3, 4))', ['max: function', 'min: function']],
    ['a record', 'Dense', '{ a: x, x }', ['a: nothing', 'x: input', 'x: input']],
    ['a pipeline', 'Dense', 'x -> ReLU()', ['x: input', 'ReLU: layer']],
    ['an index', 'Dense', '[1, 2][x]', ['x: input']],
    ['signs and operators', 'Dense', '-n + n * 2 - n', ['n: nothing', 'n: nothing', 'n: nothing']],
  ])('%s', (_, layer, args, expected) => {
    expect(names(layer, args)).toEqual(expected);
  });

  it('a constant wins over an option of its name', () => {
    expect(names('Dense', '4, activation: relu', 'const relu = 3\n')).toEqual([
      'activation: argument',
      'relu: const',
    ]);
  });

  it('a component of the text wins over one of kmodel', () => {
    expect(names('Dense', '4, activation: tanh', 'activation tanh(x) = x\n')).toEqual([
      'activation: argument',
      'tanh: component',
    ]);
    expect(
      names('Dense', '4, activation: bend(by: 2.0, to: 3)', 'activation bend(x, by: float = 1.0) = x * by\n'),
    ).toEqual(['activation: argument', 'bend: component', 'by: parameter', 'to: nothing']);
  });
});
