import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../compiler/index.ts';
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';
import { Model } from '../runtime/model.ts';
import { batchFor, benchModels, type BenchModel } from './model-data.ts';

/** Milliseconds of a training step and a prediction, and the most memory in MB before the prediction. */
export interface ModelTimes {
  readonly train: number;
  readonly predict: number;
  readonly memory: number;
}

/** A process of its own: `model-step.ts MODEL [PREFIX]` measures, or writes a trace whose name begins so. */
const [name, trace] = process.argv.slice(2) as [BenchModel, string?];
/** Processor time of one thread, which others on the machine disturb least, instead of the clock. */
const countsProcessor = process.env.BENCH_TIME === 'processor';
const text = readFileSync(join(import.meta.dirname, 'models', `${name}.kmodel`), 'utf8');
const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
const engine = await createOnnxEngine({
  ...(trace !== undefined && { profile: trace }),
  ...(countsProcessor && { threads: 1 }),
});
const model = new Model(graph!, engine, { seed: 1 });
const batches = [0, 1, 2, 3].map((seed) => batchFor(name, seed));
const { samples, steps } = benchModels[name];

function now(): number {
  if (!countsProcessor) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function least(run: (at: number) => Promise<unknown>, warm: number): Promise<number> {
  let time = Infinity;
  for (let at = -warm; at < (trace === undefined ? steps : 4); at++) {
    const start = now();
    await run((at + warm) % 4);
    if (at >= 0) time = Math.min(time, now() - start);
  }
  return time;
}

const train = await least((at) => model.trainOnBatch(batches[at]!.all), 3);
const memory = process.resourceUsage().maxRSS / 1024;
if (trace === undefined) {
  const predict = await least((at) => model.predict(batches[at]!.inputs, { batchSize: samples }), 2);
  process.send?.({ train, predict, memory } satisfies ModelTimes);
}
await model.dispose();
process.disconnect?.();
