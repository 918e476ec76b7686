import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { kerasModel } from '../../../compiler/targets/keras/config/model-config.ts';
import { kerasModule } from '../../../compiler/targets/keras/module/module.ts';
import { optimizerVariables } from '../../../compiler/targets/keras/optimizer-variables.ts';
import { jsonText } from '../../../compiler/targets/keras/types.ts';
import { pytorchModule } from '../../../compiler/targets/pytorch/module/module.ts';
import { importModel } from '../../../runtime/index.ts';

const text = (precision: string): string => `model M {
  input x: float32[6, 4]

  head y = x -> Bidirectional(LSTM(3)) -> Dense(1) { loss: mse }

  train {
    optimizer: Adam()
    epochs: 1
    batch_size: 32
    precision: ${precision}
  }
}
`;

function graphOf(precision: string) {
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text(precision) }));
  return graph!;
}

async function imported(json: string): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'kmodel-precision-')), 'm.json');
  writeFileSync(path, json);
  return (await importModel(path)).text;
}

describe.each(['mixed_float16', 'mixed_bfloat16'])('the precision %s in Keras', (precision) => {
  const config = jsonText(kerasModel(graphOf(precision)).config);

  it('is the policy of every layer, also inside of others, and comes back', async () => {
    expect(config.match(new RegExp(`"config": \\{"name": "${precision}"\\}`, 'g'))).toHaveLength(3);
    expect(config).not.toContain('"DTypePolicy", "config": {"name": "float32"}');
    expect(await imported(config)).toBe(text(precision));
  });

  it('is set by a module before it makes layers', () => {
    expect(kerasModule(graphOf(precision), undefined, 'm.kmodel').text).toContain(
      `    keras.config.set_dtype_policy("${precision}")\n    x = keras.Input(`,
    );
  });
});

it('scales the loss in float16 alone, by an optimizer around the other', () => {
  expect(
    optimizerVariables(graphOf('mixed_float16'))
      .map(({ path }) => path)
      .slice(0, 5),
  ).toEqual([
    'loss_scale_optimizer/iteration',
    'loss_scale_optimizer/learning_rate',
    'loss_scale_optimizer/step_counter',
    'loss_scale_optimizer/dynamic_scale',
    'adam/iteration',
  ]);
  expect(optimizerVariables(graphOf('mixed_bfloat16'))[0]!.path).toBe('adam/iteration');
});

describe('a file of Keras', () => {
  const config = jsonText(kerasModel(graphOf('mixed_float16')).config);

  /** The policy of the layer at a place: Bidirectional, the LSTM in it, Dense. */
  const withPolicy = (place: number, name: string): string => {
    let seen = 0;
    return config.replace(/\{"name": "mixed_float16"\}/g, (text) =>
      seen++ === place ? `{"name": "${name}"}` : text,
    );
  };

  it.each(['float32', 'mixed_bfloat16'])('may have a layer in %s, which it keeps', async (name) => {
    const found = await imported(withPolicy(2, name));
    expect(found).toContain(`Dense(1, dtype: ${name})`);
    expect(found).toContain('Bidirectional(LSTM(3))');
    expect(found).toContain('precision: mixed_float16');
    expect(await imported(withPolicy(1, name))).toContain(
      `Bidirectional(LSTM(3, dtype: ${name})) -> Dense(1) {`,
    );
  });

  it('says nothing by the policy of a wrapper, which computes nothing in it', async () => {
    expect(await imported(withPolicy(0, 'float32'))).toBe(text('mixed_float16'));
  });

  it('is in float32 where most of its layers are', async () => {
    const wide = config.replaceAll('{"name": "mixed_float16"}', '{"name": "float32"}');
    const single = await imported(wide);
    expect(single).not.toContain('precision');
    expect(single).not.toContain('dtype');
  });

  it('may scale the loss by numbers of its own', async () => {
    const scaled = config.replace('"initial_scale": 32768.0', '"initial_scale": 1024.0');
    expect(await imported(scaled)).toContain('optimizer: LossScaleOptimizer(Adam(), initial_scale: 1024)');
  });

  it.each([
    [
      'float16 alone',
      config.replaceAll('{"name": "mixed_float16"}', '{"name": "float16"}'),
      'computes in float16, and kmodel in float32 alone',
    ],
  ])('that says %s is refused', async (_, json, message) => {
    await expect(imported(json)).rejects.toThrow(message);
  });
});

describe('the dtype of layers', () => {
  const named = (precision: string, wrapped: string, last: string): string =>
    text(precision)
      .replace('LSTM(3)', `LSTM(3, dtype: ${wrapped})`)
      .replace('Dense(1)', `Dense(1, dtype: ${last})`);
  const out = (source: string) => compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': source })).graph!;

  it.each([
    ['mixed_float16', 'float32', 'mixed_bfloat16'],
    ['mixed_float16', 'float32', 'float32'],
    ['mixed_bfloat16', 'mixed_float16', 'float32'],
    ['float32', 'mixed_float16', 'mixed_float16'],
  ])('comes back from Keras as it went: %s, %s, %s', async (precision, wrapped, last) => {
    const source = named(precision, wrapped, last);
    const found = await imported(jsonText(kerasModel(out(source)).config));
    expect(found).toBe(source.replace('    precision: float32\n', ''));
  });

  it('is an argument in a module', () => {
    const module = kerasModule(out(named('mixed_float16', 'float32', 'float32')), undefined, 'm.kmodel').text;
    expect(module).toContain('layers.LSTM(3, dtype="float32")');
    expect(module).toContain('layers.Dense(1, dtype="float32", name="y")');
  });

  it('is around the layer in a module of PyTorch, where it is another than that of the training', () => {
    const module = (precision: string): string =>
      pytorchModule(out(named(precision, 'float32', 'float32')), { source: 'm.kmodel' }).text;
    expect(module('mixed_float16').match(/^ {4}@computing_in\("float32"\)$/gm)).toHaveLength(2);
    expect(module('float32')).not.toContain('computing_in');
  });

  it('brings along what it needs where nothing trains', () => {
    const plain = 'model M {\n  input x: float32[2]\n  head y = x -> Dense(1, dtype: mixed_bfloat16)\n}';
    const module = pytorchModule(out(plain), { source: 'm.kmodel' }).text;
    for (const name of ['computing_in', 'half_of', 'in_single'])
      expect(module.match(new RegExp(`^def ${name}\\(`, 'gm'))).toHaveLength(1);
  });
});

describe('a loss that a text scales in float32', () => {
  const scaled = text('float32').replace(
    'Adam()',
    'LossScaleOptimizer(Adam(), initial_scale: 64, dynamic_growth_steps: 10)',
  );
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': scaled }));

  it('comes back from Keras’s configuration', async () => {
    const config = jsonText(kerasModel(graph!).config);
    expect(config).toContain('"initial_scale": 64.0, "dynamic_growth_steps": 10');
    expect(await imported(config)).toBe(scaled.replace('    precision: float32\n', ''));
  });

  it('is scaled by Keras’s optimizer in a module', () => {
    expect(kerasModule(graph!, undefined, 'm.kmodel').text).toContain(
      'optimizer=keras.optimizers.LossScaleOptimizer(',
    );
  });

  it('has the state of that optimizer first in files', () => {
    const [, , steps, scale, own] = optimizerVariables(graph!);
    expect([steps!.path, scale!.path, own!.path]).toEqual([
      'loss_scale_optimizer/step_counter',
      'loss_scale_optimizer/dynamic_scale',
      'adam/iteration',
    ]);
    expect(scale!.initial).toBe(64);
  });
});
