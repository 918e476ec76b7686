import { describe, expect, it } from 'vitest';
import { vectorModel } from '../../harness.ts';
import { fixesOf, mended, told } from '../../told.ts';

const model = (layer: string): string => vectorModel(`  head y = x -> ${layer}`);

describe('an argument of Keras that kmodel does without', () => {
  it.each([
    [
      'Dense(4, input_shape: [16])',
      'input_shape: Dense has no argument `input_shape`. An `input` declares the shape.',
    ],
    [
      'Dense(4, input_dim: 16)',
      'input_dim: Dense has no argument `input_dim`. An `input` declares the shape.',
    ],
    [
      'Dense(4, batch_input_shape: [2, 16])',
      'batch_input_shape: Dense has no argument `batch_input_shape`. An `input` declares the shape.',
    ],
    [
      'Dense(4, batch_size: 2)',
      'batch_size: Dense has no argument `batch_size`. An `input` declares the shape.',
    ],
    [
      'Dense(4, weights: 3)',
      'weights: Dense has no argument `weights`. Weights are given to the command that trains: `--weights`.',
    ],
    [
      'Reshape([4, 4]) -> Bidirectional(LSTM(4), dtype: mixed_float16)',
      'dtype: Bidirectional has no argument `dtype`. The layer inside of it says it: `Dense(8, dtype: float32)`.',
    ],
    [
      'Dense(4, kernel_initializer: HeNormal(dtype: float16))',
      'dtype: HeNormal has no argument `dtype`. Layers of Keras alone have one; `precision` in `train` is for all else that computes.',
    ],
    [
      'StringLookup(vocabulary: ["a"], dtype: "int64")',
      'dtype: StringLookup has no argument `dtype`. It gives words or whole numbers, before anything is computed.',
    ],
    [
      'Dense(4, autocast: false)',
      'autocast: Dense has no argument `autocast`. What comes in is always cast to the floats that a layer computes in: `dtype: float32` keeps float32 as it is.',
    ],
    [
      'Dense(4, training: true)',
      'training: Dense has no argument `training`. kmodel knows itself whether it trains.',
    ],
    [
      'Dense(4, quantization_config: none)',
      'quantization_config: Dense has no argument `quantization_config`. Layers compute in float32.',
    ],
    [
      'Dense(4, gptq_unpacked_column_size: none)',
      'gptq_unpacked_column_size: Dense has no argument `gptq_unpacked_column_size`. Layers compute in float32.',
    ],
    [
      'Reshape([4, 4]) -> LSTM(4, use_cudnn: true)',
      'use_cudnn: LSTM has no argument `use_cudnn`. The engine itself decides how it computes.',
    ],
    ['Dropout(0.5, encoding: "utf-8")', 'encoding: Dropout has no argument `encoding`. Strings are Unicode.'],
    [
      'Dropout(0.5, ragged: true)',
      'ragged: Dropout has no argument `ragged`. Tensors hold every entry: shorter sequences are padded and masked.',
    ],
    ['Dropout(0.5, sparse: true)', 'sparse: Dropout has no argument `sparse`. Tensors hold every entry.'],
    [
      'Dropout(0.5, invert: true)',
      'invert: Dropout has no argument `invert`. Tensors hold numbers: `classes: ["…", "…"]` of a head gives what is predicted its words.',
    ],
    [
      'Dropout(0.5, vocabulary_dtype: "int64")',
      'vocabulary_dtype: Dropout has no argument `vocabulary_dtype`. A vocabulary holds strings or whole numbers.',
    ],
    [
      'Dropout(0.5, reverse_dtype: none)',
      'reverse_dtype: Dropout has no argument `reverse_dtype`. Layers compute in float32.',
    ],
  ])('is told what to write instead: %s', (layer, message) => {
    expect(told(model(layer))[0]).toBe(message);
  });

  it('of objects: only layers have names of their own', () => {
    const text = model('Dense(4, kernel_initializer: HeNormal(name: "start"))');
    expect(told(text)).toEqual([
      'name: HeNormal has no argument `name`. Only layers have names of their own; a `loss` or `metric` that the text declares has the name that logs show.',
    ]);
  });

  it('of training: the engine itself decides how it computes', () => {
    expect(
      told(
        vectorModel('  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: Adam(jit_compile: true) }'),
      ),
    ).toEqual([
      'jit_compile: Adam has no argument `jit_compile`. The engine itself decides how it computes.',
    ]);
  });
});

describe('the fix for such an argument', () => {
  it.each([
    ['the last one with the comma before it', 'Dense(4, autocast: true)', 'Dense(4)'],
    [
      'one in the middle with the comma before it',
      'Dense(4, autocast: true, use_bias: false)',
      'Dense(4, use_bias: false)',
    ],
    ['the first with the comma behind it', 'Dense(autocast: true, units: 4)', 'Dense(units: 4)'],
    ['the only one', 'Flatten(autocast: true)', 'Flatten()'],
  ])('takes out %s', (_, before, after) => {
    expect(mended(model(before))).toBe(model(after));
  });

  it.each([
    ['a dtype that is not the one it computes in', 'Dense(4, bias_initializer: Zeros(dtype: "float16"))'],
    ['a cast that is refused', 'Dense(4, autocast: false)'],
    ['a shape, which an input declares', 'Dense(4, input_dim: 16)'],
    ['a word within another', 'Dense(4, bias_initializer: Zeros(dtype: "float32x"))'],
  ])('does not stand where the value says something else: %s', (_, layer) => {
    expect(fixesOf(model(layer))).toEqual([]);
  });

  it('bears the name that it takes out', () => {
    expect(fixesOf(model('Dense(4, autocast: true)'))).toEqual(['Remove `autocast`']);
  });
});
