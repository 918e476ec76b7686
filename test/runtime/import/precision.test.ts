import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { kerasModel } from '../../../compiler/targets/keras/config/model-config.ts';
import { kerasModule } from '../../../compiler/targets/keras/module/module.ts';
import { optimizerVariables } from '../../../compiler/targets/keras/optimizer-variables.ts';
import { jsonText } from '../../../compiler/targets/keras/types.ts';
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

  it('may keep some layers in float32', async () => {
    const some = config.replace('{"name": "mixed_float16"}', '{"name": "float32"}');
    expect(await imported(some)).toContain('precision: mixed_float16');
  });

  it('may scale the loss by numbers of its own', async () => {
    const scaled = config.replace('"initial_scale": 32768.0', '"initial_scale": 1024.0');
    expect(await imported(scaled)).toContain('optimizer: LossScaleOptimizer(Adam(), initial_scale: 1024)');
  });

  it.each([
    [
      'two precisions',
      config.replace('{"name": "mixed_float16"}', '{"name": "mixed_bfloat16"}'),
      'Its layers compute in `mixed_bfloat16` and in `mixed_float16`; a model of kmodel has one precision.',
    ],
    [
      'float16 alone',
      config.replaceAll('{"name": "mixed_float16"}', '{"name": "float16"}'),
      'computes in float16, and kmodel in float32 alone',
    ],
  ])('that says %s is refused', async (_, json, message) => {
    await expect(imported(json)).rejects.toThrow(message);
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
