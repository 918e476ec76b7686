import { describe, expect, it } from 'vitest';
import { graphOf, imageModel, vectorModel } from '../../harness.ts';
import { fixesOf, helpOf, mended, told } from '../../told.ts';

const vector = (layer: string, before = ''): string => `${before}${vectorModel(`  head y = x -> ${layer}`)}`;
const image = (layer: string): string => imageModel(`  head y = x -> ${layer}`);
const argument = (text: string, name: string): unknown => graphOf(text).layers[0]!.args[name];

describe('a value becomes what its argument takes', () => {
  it.each([
    ['a whole number', vector('Dense(4)'), 'units', 4],
    [
      'a whole number where any number may stand',
      vector('LeakyReLU(negative_slope: 1)'),
      'negative_slope',
      1,
    ],
    ['a truth', vector('Dense(4, use_bias: false)'), 'use_bias', false],
    ['an option by its bare name', image('Conv2D(4, 3, padding: same)'), 'padding', 'same'],
    ['an option in quotes', image('Conv2D(4, 3, padding: "same")'), 'padding', 'same'],
    ['one number for every axis', image('Conv2D(4, 3)'), 'kernel_size', [3, 3]],
    ['a number for each axis', image('Conv2D(4, [3, 5])'), 'kernel_size', [3, 5]],
    ['a list', vector('Reshape([2, 8])'), 'target_shape', [2, 8]],
    ['`none`, where that is allowed', image('Conv2D(4, 3, activation: none)'), 'activation', null],
    ['a computed number', vector('Dense(2 * 3 + 1)'), 'units', 7],
    ['a constant', vector('Dense(n)', 'const n = 5\n'), 'units', 5],
    ['a constant list', vector('Reshape(s)', 'const s = [4, 4]\n'), 'target_shape', [4, 4]],
    [
      'the first alternative that takes it',
      image('Resizing(14, 14, data_format: channels_last)'),
      'height',
      14,
    ],
  ])('%s', (_, text, name, value) => {
    expect(argument(text, name)).toEqual(value);
  });
});

describe('a value of another type is told', () => {
  it.each([
    ['an integer', vector('Dense(4.5)'), ['4.5: `units` of Dense takes an integer, but `4.5` is a float.']],
    [
      'a number',
      vector('Dropout("half")'),
      ['"half": `rate` of Dropout takes a number, but `"half"` is a string.'],
    ],
    [
      'a truth',
      vector('Dense(4, use_bias: 1)'),
      ['1: `use_bias` of Dense takes `true` or `false`, but `1` is an integer.'],
    ],
    ['a string', vector('Dense(4, name: 3)'), ['3: `name` of Dense takes a string, but `3` is an integer.']],
    [
      'an option',
      image('Conv2D(4, 3, padding: 1)'),
      ['1: `padding` of Conv2D takes `valid` or `same`, but `1` is an integer.'],
    ],
    [
      'a number or a list per axis',
      image('Conv2D(4, "3")'),
      ['"3": `kernel_size` of Conv2D takes an integer or a list of 2, but `"3"` is a string.'],
    ],
    [
      'a list',
      vector('Reshape(true)'),
      ['true: `target_shape` of Reshape takes a list of integers, but `true` is a boolean.'],
    ],
    [
      'an entry of a list',
      vector('Reshape([2, 8.5])'),
      ['8.5: `target_shape` of Reshape takes an integer, but `8.5` is a float.'],
    ],
    [
      'an object',
      vector('Dense(4, kernel_initializer: 3)'),
      ['3: `kernel_initializer` of Dense takes an initializer, but `3` is an integer.'],
    ],
    [
      'a layer',
      'model T {\n  input x: float32[4, 4]\n  head y = x -> TimeDistributed(3)\n}',
      ['3: `layer` of TimeDistributed takes a layer, but `3` is an integer.'],
    ],
    [
      '`none` where something must stand',
      vector('Dense(none)'),
      ['none: `units` of Dense takes an integer, but it is `none`.'],
    ],
    [
      'any of several types',
      image('RandomZoom("much")'),
      [
        '"much": `height_factor` of RandomZoom takes a number or a list of numbers, but `"much"` is a string.',
      ],
    ],
  ])('where %s is wanted', (_, text, message) => {
    expect(told(text)).toEqual(message);
  });

  it('every entry of a list by itself', () => {
    expect(told(vector('Reshape([2.5, "8"])'))).toEqual([
      '2.5: `target_shape` of Reshape takes an integer, but `2.5` is a float.',
      '"8": `target_shape` of Reshape takes an integer, but `"8"` is a string.',
    ]);
  });

  it('with the same number written as it should be', () => {
    expect(mended(vector('Dense(4.0)'))).toBe(vector('Dense(4)'));
    expect(mended(vector('Dense("4")'))).toBe(vector('Dense(4)'));
    expect(fixesOf(vector('Dense("four")'))).toEqual([]);
    expect(fixesOf(vector('Dense(4.5)'))).toEqual([]);
  });
});

describe('a value outside its range is told', () => {
  it.each([
    ['too small', vector('Dense(0)'), ['0: `units` of Dense must be at least 1, but it is 0.']],
    ['too large', vector('Dropout(1.5)'), ['1.5: `rate` of Dropout must be between 0 and 1, but it is 1.5.']],
    [
      'too small for an axis',
      image('Conv2D(4, 0)'),
      ['0: `kernel_size` of Conv2D must be between 1 and 16777216, but it is 0.'],
    ],
    [
      'too small for one of the axes',
      image('Conv2D(4, [3, 0])'),
      ['0: `kernel_size` of Conv2D must be between 1 and 16777216, but it is 0.'],
    ],
    [
      'for too many axes',
      image('Conv2D(4, [3, 3, 3])'),
      ['[3, 3, 3]: `kernel_size` of Conv2D must be an integer or a list of 2, but it is a list of 3.'],
    ],
    [
      'for too few axes',
      image('Conv2D(4, [3])'),
      ['[3]: `kernel_size` of Conv2D must be an integer or a list of 2, but it is a list of 1.'],
    ],
    [
      'a list that is too long',
      image('RandomTranslation([0.1, 0.1, 0.1], 0.1)'),
      ['[0.1, 0.1, 0.1]: `height_factor` of RandomTranslation must be a list of 2, but it is a list of 3.'],
    ],
  ])('%s', (_, text, message) => {
    expect(told(text)).toEqual(message);
  });
});

describe('an option that there is not', () => {
  it('is told with the one that is meant', () => {
    expect(told(image('Conv2D(4, 3, padding: smae)'))).toEqual([
      'smae: `padding` of Conv2D has no option `smae`. Did you mean `same`?',
    ]);
    expect(mended(image('Conv2D(4, 3, padding: smae)'))).toBe(image('Conv2D(4, 3, padding: same)'));
  });

  it('is told with all that there are, where none is near', () => {
    expect(told(image('Conv2D(4, 3, padding: wide)'))).toEqual([
      'wide: `padding` of Conv2D has no option `wide`. It takes `valid` or `same`.',
    ]);
  });

  it('is told to be hidden by a constant of its name', () => {
    const text = `const same = 3\n${image('Conv2D(4, 3, padding: same)')}`;
    expect(told(text)).toEqual(['same: `padding` of Conv2D takes `valid` or `same`, but `3` is an integer.']);
    expect(helpOf(text)).toBe('`same` is a constant or parameter here; `"same"` in quotes is the option.');
  });

  it('of Keras alone is told with the reason, and the one to take', () => {
    const text = vector('Dense(4) { loss: MeanSquaredError(reduction: none) }');
    expect(told(text)).toEqual([
      'none: `reduction` of MeanSquaredError has no option `none`. It keeps the losses of the samples apart, and a training needs one number: `sum_over_batch_size` is their mean; `testOnBatch` on one sample tells the loss of that one.',
    ]);
    expect(fixesOf(text)).toEqual(['Change to `sum_over_batch_size`']);
  });
});

describe('one value where a list is wanted', () => {
  const text = vector('Dense(4) { loss: mse, metrics: mae }');

  it('is told with the list of it', () => {
    expect(told(text)).toEqual([
      'mae: `metrics` of head `y` takes a list of metrics, but no brackets stand here.',
    ]);
    expect(helpOf(text)).toBe('`[mae]` is a list of one.');
  });

  it('gets its brackets', () => {
    expect(mended(text)).toBe(vector('Dense(4) { loss: mse, metrics: [mae] }'));
  });
});

describe('a size that is known only at run time', () => {
  it('is refused where a layer needs a number', () => {
    const text = 'model T {\n  input x: float32[T, 4]\n  head y = x -> Dense(T)\n}';
    expect(told(text)).toEqual([
      'T: `T` is a size variable, known only at run time, and a value is needed here.',
    ]);
  });

  it('is taken by a function', () => {
    const text = 'model T {\n  input x: float32[T, 4]\n  head y = reshape(x, [T * 4])\n}';
    expect(told(text)).toEqual([]);
  });
});
