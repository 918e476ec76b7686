import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../compiler/index.ts';
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';
import { Model } from '../runtime/model.ts';
import { openSizeNames, stepMemory } from '../runtime/step-memory.ts';
import { batchFor, benchModels, type BenchModel } from './model-data.ts';

/** Megabytes that a training takes above those of the process with the weights in it, and the estimate of them. */
export interface MemoryMeasure {
  readonly estimated: number;
  readonly measured: number;
  /** Milliseconds of processor time of the quickest step, of all threads: others on the machine disturb it least. */
  readonly time: number;
  /** Losses of the steps. */
  readonly losses: readonly number[];
}

/** A process of its own: `memory-step.ts MODEL [recompute]`. */
const [name, option] = process.argv.slice(2) as [BenchModel, 'recompute'?];
const written = readFileSync(join(import.meta.dirname, 'models', `${name}.kmodel`), 'utf8');
const text = option ? written.replace('train {', 'train { recompute: true') : written;
const graph = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;
const model = new Model(graph, await createOnnxEngine(), { seed: 1 });
const batch = batchFor(name, 0).all;
const before = process.resourceUsage().maxRSS / 1024;
const losses: number[] = [];
let time = Infinity;
for (let step = 0; step < 4; step++) {
  const start = process.cpuUsage();
  losses.push((await model.trainOnBatch(batch)).loss as number);
  time = Math.min(time, process.cpuUsage(start).user / 1000);
}
const measured = process.resourceUsage().maxRSS / 1024 - before;
const lengths = Object.values(batch).flatMap((value) =>
  (value as { readonly shape: number[] }).shape.slice(1, 2),
);
const sizes = new Map(openSizeNames(graph).map((size) => [size, lengths[0]!]));
const { total, weights } = stepMemory(graph, benchModels[name].samples, sizes);
const estimated = (total - weights) / 2 ** 20;
await model.dispose();
process.send!({ estimated, measured, time, losses } satisfies MemoryMeasure);
process.disconnect();
