import { describe, expect, it } from 'vitest';
import { branchOf, identifier, isMadeUp, pascalCase } from '../../../../compiler/targets/read/names.ts';
import { factorOf, unify } from '../../../../compiler/targets/read/parameters.ts';
import type { Slot } from '../../../../compiler/targets/read/terms.ts';
import { isSlot } from '../../../../compiler/targets/read/terms.ts';
import {
  argumentTexts,
  componentText,
  numberText,
  valueText,
} from '../../../../compiler/targets/read/value-text.ts';
import type { ComponentValue } from '../../../../compiler/declarations/values.ts';
import { findLayer } from '../../../../compiler/layers/registry.ts';
import { graphOf, imageModel } from '../../harness.ts';

/** A call as a person would write it, from the layer that another text made. */
function callText(layer: string): string {
  const { class: name, args, declaration } = graphOf(imageModel(`  head y = x -> ${layer}`)).layers[0]!;
  return `${name}(${argumentTexts(args, declaration.arguments).join(', ')})`;
}

describe('a call as a person would write it', () => {
  it.each([
    ['without what is the default', 'Conv2D(8, 3, strides: 1, padding: valid)', 'Conv2D(8, 3)'],
    ['with one number for equal axes', 'Conv2D(8, [3, 3], strides: [2, 2])', 'Conv2D(8, 3, strides: 2)'],
    ['with all numbers where they differ', 'Conv2D(8, [3, 5])', 'Conv2D(8, [3, 5])'],
    ['with options as bare names', 'Conv2D(8, 3, padding: "same")', 'Conv2D(8, 3, padding: same)'],
    ['with activations by their names', 'Conv2D(8, 3, activation: relu)', 'Conv2D(8, 3, activation: relu)'],
    [
      'with objects by their short names',
      'Dense(8, kernel_initializer: HeNormal())',
      'Dense(8, kernel_initializer: he_normal)',
    ],
    [
      'with the arguments of objects',
      'Dense(8, kernel_initializer: HeNormal(seed: 3))',
      'Dense(8, kernel_initializer: HeNormal(3))',
    ],
    ['with `none`', 'Normalization(axis: none)', 'Normalization(none)'],
    ['with a first argument that speaks for itself', 'MaxPooling2D(3)', 'MaxPooling2D(3)'],
    ['with a layer in it', 'Reshape([28, 28]) -> Dense(4)', 'Reshape([28, 28])'],
  ])('%s', (_, layer, text) => {
    expect(callText(layer)).toBe(text);
  });

  it('has the text that stands for a value', () => {
    const { arguments: declared } = findLayer('Dense')!;
    const { args } = graphOf(imageModel('  head y = x -> Dense(8)')).layers[0]!;
    expect(argumentTexts(args, declared, (name) => (name === 'units' ? 'width' : undefined))).toEqual([
      'width',
    ]);
    expect(argumentTexts(args, declared, (name) => (name === 'use_bias' ? 'biased' : undefined))).toEqual([
      '8',
      'use_bias: biased',
    ]);
  });
});

describe('a value as a person would write it', () => {
  it.each([
    [null, 'none'],
    [true, 'true'],
    ['a "b"', '"a \\"b\\""'],
    [[1, [2, null]], '[1, [2, none]]'],
    [[], '[]'],
  ])('%j is %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('is a bare word where it is an option', () => {
    expect(valueText('same', true)).toBe('same');
  });

  it.each([
    [0, '0'],
    [9999, '9999'],
    [10_000, '10_000'],
    [-1_234_567, '-1_234_567'],
    [0.5, '0.5'],
    [12_345.5, '12345.5'],
    [1e-7, '1e-7'],
    [1e21, '1e+21'],
  ])('%d is %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });

  it('has the name by which a metric is logged, and a call for an optimizer', () => {
    const { heads, training } = graphOf(
      imageModel(
        '  head y = x -> Flatten() -> Dense(1) { loss: mse, metrics: [MeanAbsoluteError(), mae] }\n  train { optimizer: adam }',
      ),
    );
    expect(heads[0]!.metrics.map(componentText)).toEqual(['MeanAbsoluteError()', 'mae']);
    expect(componentText(heads[0]!.loss as ComponentValue)).toBe('mse');
    expect(componentText(training!.optimizer as ComponentValue)).toBe('Adam()');
  });
});

describe('a name', () => {
  it.each([
    ['dense_1', 'dense_1'],
    ['a b/c', 'a_b_c'],
    ['1st', '_1st'],
    ['', '_'],
    ['caf\u0065\u0301', 'café'],
  ])('of the language: %j is %j', (name, word) => {
    expect(identifier(name)).toBe(word);
  });

  it.each([
    ['social_posts', 'SocialPosts'],
    ['attention', 'AttentionModel'],
    ['dense', 'DenseModel'],
    ['2_towers', 'Model2Towers'],
    ['', 'Model'],
    ['a-b', 'AB'],
  ])('of a model or block: %j is %j', (name, word) => {
    expect(pascalCase(name)).toBe(word);
  });

  const dense = (name: string) =>
    ({ kind: 'layer', name, declaration: findLayer('Dense')!, args: {}, trainable: true }) as const;

  it('that Keras made up says no more than its class', () => {
    expect(['dense', 'dense_12', 'dense_a', 'tower_dense'].map((name) => isMadeUp(dense(name)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it.each([
    ['encoded_text_dense', 'encoded_text'],
    ['encoded_text_dense_2', 'encoded_text'],
    ['dense', undefined],
    ['tower', undefined],
    ['a b_dense', undefined],
  ])('of a layer tells the branch: %s is in %s', (name, branch) => {
    expect(branchOf(dense(name))).toBe(branch);
  });
});

describe('what occurrences of one piece have in common', () => {
  const slot = (name: string, value: Slot['value']): Slot => ({
    name,
    value,
    declaration: findLayer('Conv2D')!.arguments[name],
  });
  const parameters = (occurrences: readonly (readonly Slot[])[], taken: readonly string[] = []) => {
    const unified = unify(occurrences, new Set(taken));
    return {
      parameters: unified.parameters.map(
        ({ name, type, initial }) =>
          `${name}: ${type}${initial === undefined ? '' : ` = ${JSON.stringify(initial)}`}`,
      ),
      plan: unified.plan.map((each) => (each.kind === 'value' ? 'value' : `${each.factor} × ${each.name}`)),
      given: unified.given.map((slots) => slots.map(({ value }) => value)),
    };
  };

  it('needs no parameter', () => {
    expect(parameters([[slot('filters', 8)], [slot('filters', 8)]])).toEqual({
      parameters: [],
      plan: ['value'],
      given: [[], []],
    });
  });

  it('is a parameter for each slot that differs', () => {
    expect(
      parameters([
        [slot('filters', 8), slot('kernel_size', [3, 3])],
        [slot('filters', 12), slot('kernel_size', [5, 5])],
      ]),
    ).toEqual({
      parameters: ['filters: int', 'kernel_size: int'],
      plan: ['1 × filters', '1 × kernel_size'],
      given: [
        [8, 3],
        [12, 5],
      ],
    });
  });

  it('is one parameter for slots of a name that go together, and for multiples of it', () => {
    expect(
      parameters([
        [slot('filters', 8), slot('filters', 32)],
        [slot('filters', 16), slot('filters', 64)],
      ]),
    ).toEqual({ parameters: ['filters: int'], plan: ['1 × filters', '4 × filters'], given: [[8], [16]] });
    expect(
      parameters([
        [slot('filters', 32), slot('filters', 8)],
        [slot('filters', 64), slot('filters', 16)],
      ]),
    ).toEqual({ parameters: ['filters: int'], plan: ['4 × filters', '1 × filters'], given: [[8], [16]] });
  });

  it('is two parameters for slots of a name that do not', () => {
    expect(
      parameters([
        [slot('filters', 8), slot('filters', 8)],
        [slot('filters', 16), slot('filters', 24)],
      ]),
    ).toEqual({
      parameters: ['filters: int', 'filters_2: int'],
      plan: ['1 × filters', '1 × filters_2'],
      given: [
        [8, 8],
        [16, 24],
      ],
    });
  });

  it('has a default where most have it, behind those without', () => {
    const three = [1, 1, 2].map((stride, index) => [
      slot('strides', [stride, stride]),
      slot('filters', 8 * (index + 1) + index),
    ]);
    expect(parameters(three)).toEqual({
      parameters: ['filters: int', 'strides: int = 1'],
      plan: ['1 × strides', '1 × filters'],
      given: [
        [8, 1],
        [17, 1],
        [26, 2],
      ],
    });
  });

  it('has another name where that is taken', () => {
    expect(parameters([[slot('filters', 8)], [slot('filters', 9)]], ['filters']).parameters).toEqual([
      'filters_2: int',
    ]);
  });

  it('is a multiple by a small whole number alone', () => {
    expect([factorOf([2, 3], [2, 3]), factorOf([2, 3], [8, 12]), factorOf([2, 3], [8, 13])]).toEqual([
      1,
      4,
      undefined,
    ]);
    expect([factorOf([1], [9]), factorOf([0], [0]), factorOf([0], [4]), factorOf([2], [3])]).toEqual([
      undefined,
      1,
      undefined,
      undefined,
    ]);
  });

  it('stands in slots for numbers, truths and plain activations', () => {
    const { args } = graphOf(imageModel('  head y = x -> Conv2D(8, 3, activation: relu)')).layers[0]!;
    const bent = graphOf(imageModel('  head y = x -> Conv2D(8, 3, activation: relu(max_value: 6.0))'))
      .layers[0]!.args;
    expect([8, true, [1, 2], args.activation!].map(isSlot)).toEqual([true, true, true, true]);
    expect(['same', [], null, ['a'], bent.activation!, args.kernel_initializer!].map(isSlot)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
