import { describe, expect, it } from 'vitest';
import { branchOf, identifier, isMadeUp, pascalCase } from '../../../../compiler/targets/read/names.ts';
import { factorOf, unify } from '../../../../compiler/targets/read/parameters.ts';
import type { Slot } from '../../../../compiler/targets/read/terms.ts';
import { argumentTexts, numberText, valueText } from '../../../../compiler/targets/read/value-text.ts';
import { sourceOf } from './source-of.ts';

describe('a name of another world', () => {
  it.each([
    ['dense_1', 'dense_1'],
    ['block/conv:0', 'block_conv_0'],
    ['2d', '_2d'],
    ['', '_'],
    ['층-1', '층_1'],
  ])('%j is %s here', (name, here) => {
    expect(identifier(name)).toBe(here);
  });

  it.each([
    ['social_posts', 'SocialPosts'],
    ['resnet50', 'Resnet50'],
    ['50_layers', 'Model50Layers'],
    ['', 'Model'],
    // What a layer is called is taken.
    ['attention', 'AttentionModel'],
  ])('of a model, %j, is %s', (name, here) => {
    expect(pascalCase(name)).toBe(here);
  });
});

describe('a name of a layer', () => {
  const layer = (name: string) =>
    sourceOf(`model M {\n  input x: float32[8]\n  head y = x -> Dense(8, name: "${name}") -> Dense(1)\n}`)
      .layers[0]!;

  it.each([
    ['encoded_text_dense', 'encoded_text'],
    ['encoded_text_dense_2', 'encoded_text'],
    ['dense', undefined],
    ['dense_1', undefined],
    ['logits', undefined],
  ])('%s tells of the branch %s', (name, branch) => {
    expect(branchOf(layer(name))).toBe(branch);
  });

  it('is made up where it says no more than its class', () => {
    expect(['dense', 'dense_12', 'dense_out', 'logits'].map((name) => isMadeUp(layer(name)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a value', () => {
  it.each([
    [null, 'none'],
    [true, 'true'],
    [10_000, '10_000'],
    [-1_234_567, '-1_234_567'],
    [9999, '9999'],
    [0.5, '0.5'],
    [1e-7, '1e-7'],
    [1e21, '1e+21'],
    ['a "b"', '"a \\"b\\""'],
    [[1, [2, 3]], '[1, [2, 3]]'],
  ])('%j is written %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('that is a word of the language has no quotes', () => {
    expect(valueText('same', true)).toBe('same');
  });

  it('counts thousands in whole numbers alone', () => {
    expect(numberText(12_345.5)).toBe('12345.5');
  });
});

describe('the arguments of a layer', () => {
  const texts = (stage: string, input = 'float32[8, 8, 3]') => {
    const [layer] = sourceOf(`model M {\n  input x: ${input}\n  head y = x -> ${stage}\n}`).layers;
    if (layer?.kind !== 'layer') throw new Error('This is no layer.');
    return argumentTexts(layer.args, layer.declaration.arguments).join(', ');
  };

  it.each([
    ['Conv2D(8, 3)', '8, 3'],
    ['Conv2D(8, [3, 5])', '8, [3, 5]'],
    ['Conv2D(8, 3, strides: 2, padding: same)', '8, 3, strides: 2, padding: same'],
    ['MaxPooling2D()', ''],
    ['MaxPooling2D(3)', '3'],
    ['MaxPooling2D(2, strides: 1)', 'strides: 1'],
    ['Dense(8, activation: relu, use_bias: false)', '8, activation: relu, use_bias: false'],
    ['Dense(8, kernel_initializer: HeNormal(seed: 3))', '8, kernel_initializer: HeNormal(3)'],
    ['Dense(8, kernel_regularizer: L2(0.5))', '8, kernel_regularizer: L2(0.5)'],
  ])('of %s are %j: no default, and names where places do not say it', (stage, written) => {
    expect(texts(stage)).toBe(written);
  });
});

describe('where occurrences of a piece differ', () => {
  const slot = (name: string, value: Slot['value']): Slot => ({ name, value, declaration: undefined });
  const unified = (...occurrences: readonly (readonly Slot[])[]) => {
    const { parameters, plan, given } = unify(occurrences, new Set(['taken']));
    return {
      parameters: parameters.map(({ name, type, initial }) => ({ name, type, initial })),
      plan,
      given: given.map((each) => each.map(({ value }) => value)),
    };
  };

  it('stands a parameter; what is equal is written as it is', () => {
    expect(unified([slot('units', 8), slot('rate', 0.5)], [slot('units', 16), slot('rate', 0.5)])).toEqual({
      parameters: [{ name: 'units', type: 'int', initial: undefined }],
      plan: [{ kind: 'parameter', name: 'units', factor: 1 }, { kind: 'value' }],
      given: [[8], [16]],
    });
  });

  it('stands one for values that go together, and multiples of the smaller', () => {
    const { parameters, plan, given } = unified(
      [slot('filters', 32), slot('filters', 8)],
      [slot('filters', 64), slot('filters', 16)],
    );
    expect(parameters).toHaveLength(1);
    expect(plan).toEqual([
      { kind: 'parameter', name: 'filters', factor: 4 },
      { kind: 'parameter', name: 'filters', factor: 1 },
    ]);
    expect(given).toEqual([[8], [16]]);
  });

  it('stand two for values that do not, under names that are free', () => {
    const { parameters } = unified(
      [slot('taken', 1), slot('taken', 5), slot('use', true)],
      [slot('taken', 2), slot('taken', 3), slot('use', false)],
    );
    expect(parameters.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'taken_2: int',
      'taken_3: int',
      'use: bool',
    ]);
  });

  it('has the value of most occurrences as its default, and stands behind those without', () => {
    const { parameters, given } = unified(
      [slot('rate', 0.1), slot('units', 1)],
      [slot('rate', 0.1), slot('units', 2)],
      [slot('rate', 0.2), slot('units', 3)],
    );
    expect(parameters).toEqual([
      { name: 'units', type: 'int', initial: undefined },
      { name: 'rate', type: 'float', initial: 0.1 },
    ]);
    expect(given).toEqual([
      [1, 0.1],
      [2, 0.1],
      [3, 0.2],
    ]);
  });
});

describe('by what values are multiples of others', () => {
  it.each<[readonly number[], readonly number[], number | undefined]>([
    [[1, 2], [1, 2], 1],
    [[8, 16], [32, 64], 4],
    [[8, 16], [32, 32], undefined],
    [[32, 64], [8, 16], undefined],
    [[0, 1], [0, 2], undefined],
    // No reader takes in nine times as many.
    [[1, 2], [9, 18], undefined],
    [[1, 2], [8, 16], 8],
    [[0.5, 1], [1, 2], 2],
    [[0.5, 0.25], [1, 0.5], undefined],
  ])('%j to %j: %s', (base, values, factor) => {
    expect(factorOf(base, values)).toBe(factor);
  });
});
