import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { pytorchModule } from '../../../../compiler/targets/pytorch/module/module.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { createTorchEngine, type TorchEngine } from '../../../../runtime/engines/torch/engine.ts';
import { createModel, saveWeights, type FitOptions, type Model } from '../../../../runtime/index.ts';
import { torchPython } from '../../../support/torch.ts';

/** Every kind of layer that keeps states, in a block as well. */
const text = `block Both() {
  input x
  return x -> Bidirectional(GRU(2, stateful: true))
}
model Reader {
  input x: float32[T, 2]
  branch a = x -> LSTM(3, stateful: true)
  branch b = x -> Both()
  branch c = x -> RNN([LSTMCell(3), GRUCell(2)], stateful: true)
  head y = [a, b, c] -> Concatenate() -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.1), batch_size: 2, shuffle: false, epochs: 2 }
}`;

const graph = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;

const wave = (shape: readonly number[]) => ({
  dtype: 'float32' as const,
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) => Math.sin(at)),
});
const data = { x: wave([6, 3, 2]), y: wave([6, 1]) };
const options: FitOptions = { validationData: { x: wave([2, 3, 2]), y: wave([2, 1]) } };

const ours = async (): Promise<Model> =>
  createModel(graph, { engine: await createOnnxEngine({ threads: 1 }), seed: 4 });

function expectClose(found: readonly unknown[], expected: readonly unknown[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(found[at]).toBeCloseTo(Number(value), 5));
}

describe.skipIf(!torchPython)('stateful: true on PyTorch', () => {
  const engines: TorchEngine[] = [];
  afterAll(() => Promise.all(engines.map((engine) => engine.close())));

  it.each([1, 2])('trains and predicts from batch to batch as we do, on %d processes', async (processes) => {
    const engine = await createTorchEngine(graph, { processes, device: 'cpu' });
    engines.push(engine);
    const theirs = await createModel(graph, { engine, seed: 4 });
    const own = await ours();
    const [expected, found] = [await own.fit(data, options), await theirs.fit(data, options)];
    for (const name of ['loss', 'val_loss']) expectClose(found.history[name]!, expected.history[name]!);
    // The second prediction begins where the first one ended.
    for (const model of [own, theirs]) model.resetStates();
    for (let round = 0; round < 2; round++) {
      const [a, b] = [await own.predict({ x: data.x }), await theirs.predict({ x: data.x })];
      expectClose([...b.y!.data], [...a.y!.data]);
    }
    const [slopes, others] = [await own.gradients(data), await theirs.gradients(data)];
    for (const [name, { data: values }] of Object.entries(slopes))
      expectClose([...others[name]!.data], [...values]);
  });

  it.each([[[]], [['--keep-states']]])('trains by itself as we do, with %j', async (flags) => {
    const folder = mkdtempSync(join(tmpdir(), 'kmodel-stateful-'));
    writeFileSync(join(folder, 'reader.py'), pytorchModule(graph, { source: 'm.kmodel' }).text);
    const own = await ours();
    await saveWeights(own, join(folder, 'reader.safetensors'));
    const lines = (rows: number): string =>
      Array.from({ length: rows }, (_, row) =>
        JSON.stringify({
          x: Array.from({ length: 3 }, (_, step) =>
            [0, 1].map((each) => data.x.data[row * 6 + step * 2 + each]),
          ),
          y: [data.y.data[row]],
        }),
      ).join('\n');
    writeFileSync(join(folder, 'data.jsonl'), lines(6));
    writeFileSync(join(folder, 'judged.jsonl'), lines(2));
    const args = ['train', '--data', 'data.jsonl', '--validation', 'judged.jsonl', '--json', ...flags];
    const { stdout, stderr } = run(folder, args);
    const last = stdout.trim().split('\n').at(-1) ?? '';
    expect(stderr).toBe('');
    const found = JSON.parse(last) as { readonly history: Readonly<Record<string, readonly number[]>> };
    const expected = await own.fit(data, { ...options, keepStates: flags.length > 0 });
    for (const name of ['loss', 'val_loss']) expectClose(found.history[name]!, expected.history[name]!);

    const uneven = run(folder, [...args, '--batch-size', '4']);
    expect(uneven.status).toBe(1);
    expect(uneven.stderr.trim()).toBe(
      'States are kept for 4 samples, but this batch has 2: all batches must have the same number.',
    );
  });
});

function run(folder: string, args: readonly string[]) {
  return spawnSync(torchPython!.command, ['reader.py', ...args], { cwd: folder, encoding: 'utf8' });
}
