import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../compiler/index.ts';
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';
import { Model } from '../runtime/model.ts';
import { EventLog } from '../runtime/run/events.ts';
import { formatTable } from './measure.ts';

const [batch, steps, rounds] = [32, 1500, 5];
const text = `model M {
  input x: float32[784]
  head y = x -> Dense(128, activation: relu) -> Dense(10, activation: softmax) { loss: sparse_categorical_crossentropy }
  train { shuffle: false, batch_size: ${batch}, seed: 1 }
}`;

/** What the log of a run adds to a step of a small model: steps with and without it in turn, by processor time on one thread, the least of each. */
export async function benchLogging(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-bench-'));
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const model = new Model(graph!, await createOnnxEngine({ threads: 1 }), { seed: 1 });
  const samples = batch * steps;
  const data = {
    x: { shape: [samples, 784], data: new Float32Array(samples * 784).fill(0.5) },
    y: { shape: [samples], data: new Int32Array(samples) },
  };
  const epoch = async (callbacks: readonly EventLog[]): Promise<number> => {
    const before = process.cpuUsage();
    await model.fit(data, { epochs: 1, callbacks, onMessage: () => undefined });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / steps;
  };
  try {
    await epoch([]);
    const times = { without: Infinity, with: Infinity };
    for (let round = 0; round < rounds; round++) {
      times.without = Math.min(times.without, await epoch([]));
      times.with = Math.min(times.with, await epoch([new EventLog(join(folder, `${round}.jsonl`), 0)]));
    }
    const more = `${(100 * (times.with / times.without - 1)).toFixed(1)} %`;
    return formatTable(
      ['a step at batch 32', 'without the log of a run', 'with it', 'more'],
      [['MLP 784-128-10', `${times.without.toFixed(3)} ms`, `${times.with.toFixed(3)} ms`, more]],
    );
  } finally {
    await model.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
