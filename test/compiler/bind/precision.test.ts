import { describe, expect, it } from 'vitest';
import { layerPrecision } from '../../../compiler/declarations/layer-precision.ts';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';

function checked(setting: string) {
  const text = `model M {\n  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse }\n  train { ${setting} }\n}`;
  return compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
}

describe('the precision of a training', () => {
  it.each(['float32', 'mixed_float16', 'mixed_bfloat16'])('is %s', (name) => {
    expect(checked(`precision: ${name}`).graph!.training.precision).toBe(name);
    expect(checked(`precision: "${name}"`).graph!.training.precision).toBe(name);
  });

  it('is float32 where nothing is said', () => {
    expect(checked('epochs: 1').graph!.training.precision).toBe('float32');
  });

  it.each([
    ['float16', 'Weights stay in float32: `mixed_float16`.', 'mixed_float16'],
    ['bfloat16', 'Weights stay in float32: `mixed_bfloat16`.', 'mixed_bfloat16'],
    ['float64', 'No engine computes in float64.', 'float32'],
  ])('is not %s, and what to write instead is one key away', (name, reason, instead) => {
    const [mistake, ...rest] = checked(`precision: ${name}`).diagnostics;
    expect(rest).toEqual([]);
    expect(mistake!.code).toBe('KM2006');
    expect(mistake!.message).toContain(reason);
    expect(mistake!.fixes!.map(({ edits }) => edits.map(({ newText }) => newText))).toEqual([[instead]]);
  });

  it.each(['mixed_float61', '16', '[mixed_float16]', 'none'])('is not %s', (value) => {
    expect(checked(`precision: ${value}`).diagnostics.map(({ severity }) => severity)).toContain('error');
  });

  it.each([
    ['of a loss that is scaled already', 'LossScaleOptimizer(LossScaleOptimizer(Adam()))', 'scaled once'],
    ['of a scale of 0', 'LossScaleOptimizer(Adam(), initial_scale: 0)', 'initial_scale'],
    ['of no steps', 'LossScaleOptimizer(Adam(), dynamic_growth_steps: 0)', 'dynamic_growth_steps'],
    ['around nothing', 'LossScaleOptimizer()', 'inner_optimizer'],
    ['of one part', '{y: LossScaleOptimizer(Adam())}', 'one scale for all weights'],
  ])('has no LossScaleOptimizer %s', (_, optimizer, part) => {
    const [mistake] = checked(`optimizer: ${optimizer}`).diagnostics;
    expect(mistake!.severity).toBe('error');
    expect(mistake!.message).toContain(part);
  });
});

describe('the dtype of a layer', () => {
  const layer = (text: string) =>
    compileModel(
      'm.kmodel',
      createMemoryHost({ 'm.kmodel': `model M {\n  input x: float32[2]\n  head y = x -> ${text}\n}` }),
    );

  it.each(['float32', '"float32"', 'mixed_float16', 'mixed_bfloat16', 'none'])('is %s', (value) => {
    const { graph, diagnostics } = layer(`Dense(1, dtype: ${value})`);
    expect(diagnostics).toEqual([]);
    const name = value.replaceAll('"', '');
    expect(graph!.layers[0]!.args.dtype).toBe(name === 'none' ? null : name);
  });

  it.each([
    ['float16', 'Weights stay in float32: `mixed_float16`.', 'mixed_float16'],
    ['bfloat16', 'Weights stay in float32: `mixed_bfloat16`.', 'mixed_bfloat16'],
    ['float64', 'No engine computes in float64.', 'float32'],
  ])('is not %s, and what to write instead is one key away', (name, reason, instead) => {
    const [mistake, ...rest] = layer(`Dense(1, dtype: ${name})`).diagnostics;
    expect(rest).toEqual([]);
    expect(mistake!.code).toBe('KM2006');
    expect(mistake!.message).toContain(reason);
    expect(mistake!.fixes!.map(({ edits }) => edits.map(({ newText }) => newText))).toEqual([[instead]]);
  });

  it.each(['16', '[float32]', 'int8', 'true'])('is not %s', (value) => {
    expect(layer(`Dense(1, dtype: ${value})`).diagnostics.map(({ severity }) => severity)).toContain('error');
  });

  it('is given by its name alone', () => {
    expect(layer('Flatten(channels_last, float32)').diagnostics).toHaveLength(1);
  });

  it.each([
    ['its own', 'Dense(1, dtype: float32)', 'float32'],
    [
      'that of the layer inside',
      'Reshape([2, 1]) -> Bidirectional(LSTM(2, dtype: mixed_float16))',
      'mixed_float16',
    ],
    ['none where nobody names one', 'Reshape([2, 1]) -> TimeDistributed(Dense(2))', undefined],
    [
      'float32 where one of several inside names it',
      'Reshape([2, 1]) -> RNN([LSTMCell(2, dtype: mixed_float16), LSTMCell(2, dtype: float32)])',
      'float32',
    ],
    [
      'none where one of several inside names none',
      'Reshape([2, 1]) -> RNN([LSTMCell(2, dtype: mixed_float16), LSTMCell(2)])',
      undefined,
    ],
  ])('of a layer with its arguments is %s', (_, text, expected) => {
    const { graph, diagnostics } = layer(text);
    expect(diagnostics).toEqual([]);
    expect(layerPrecision(graph!.layers.at(-1)!)).toBe(expected);
  });
});
