import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileModel, createMemoryHost } from '../compiler/index.ts';
import { batchesOf } from '../runtime/data/batches.ts';
import { trainingData } from '../runtime/data/declared/model-data.ts';
import { isStoredData } from '../runtime/data/samples.ts';
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';
import { Model } from '../runtime/model.ts';
import { formatTable } from './measure.ts';

const columns = 40;
const batchSize = 128;
const mostBatches = 20_000;

const text = `model Table {
  input x: float32[${columns}]
  head y = x -> Normalization() -> Dense(64, activation: relu) -> Dense(32, activation: relu) -> Dense(1) { loss: mse }
  data { source: "large.csv", columns: { x: [${Array.from({ length: columns }, (_, column) => `"c${column}"`).join()}] } }
  train { seed: 1, batch_size: ${batchSize} }
}`;

/**
 * Trains a two-layer MLP on a table that is kept in a file: how long it takes to write that once, to read a batch, and
 * to make a step, and how far the memory grows. `BENCH_DATA_MB` says how large the table is, in MB (200), `BENCH_DATA_FOLDER`
 * where it is made.
 */
export async function benchData(): Promise<string> {
  const megabytes = Number(process.env.BENCH_DATA_MB ?? 200);
  const folder = mkdtempSync(join(process.env.BENCH_DATA_FOLDER ?? tmpdir(), 'kmodel-bench-'));
  try {
    writeTable(join(folder, 'large.csv'), megabytes * 1e6);
    return await measure(folder, megabytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(folder: string, megabytes: number): Promise<string> {
  const path = join(folder, 'm.kmodel');
  const { graph } = compileModel(path, createMemoryHost({ [path]: text }));
  const model = new Model(graph!, await createOnnxEngine(), { seed: 1 });
  const x = { shape: [batchSize, columns], data: new Float32Array(batchSize * columns).fill(0.5) };
  const some = { x, y: new Float32Array(batchSize) };
  await model.adapt({ x });
  for (let step = 0; step < 500; step++) await model.trainOnBatch(some);
  const before = peakMemory();

  const [stored, writing] = await timed(() => trainingData(graph!, { seed: 1, folder }));
  const { arrays } = stored.training;
  const source = batchesOf(await model.prepare(arrays, 'train'), batchSize, 1);
  const [, adapting] = await timed(() => model.adapt(arrays));
  const batches = Math.min(mostBatches, source.steps!);
  const [, reading] = await timed(() => go(source.epoch(0, 0), batches, () => undefined));
  const [, training] = await timed(() =>
    go(source.epoch(1, 0), batches, (feeds) => model.trainStep(feeds, source.weighted)),
  );
  const grown = (peakMemory() - before) / 1e6;
  if (isStoredData(arrays)) arrays.close();
  await model.dispose();

  const each = (seconds: number) => `${((seconds * 1e6) / batches).toFixed(0)} µs`;
  const steps = training - reading;
  return formatTable(
    ['a table larger than its share of the memory', 'measured'],
    [
      ['rows, in a file', `${source.samples}, ${isStoredData(arrays) ? 'yes' : 'no: make it larger'}`],
      ['reading it once', `${writing.toFixed(1)} s, ${(megabytes / writing).toFixed(0)} MB/s`],
      ['going over it to learn means', `${adapting.toFixed(1)} s`],
      [`reading a shuffled batch of ${batchSize}`, each(reading)],
      ['a step of the MLP', each(steps)],
      ['reading beside steps', `${(reading / steps).toFixed(2)}×`],
      ['memory beyond that of the model', `${grown.toFixed(0)} MB`],
    ],
  );
}

async function go<T>(source: AsyncIterable<T>, count: number, use: (item: T) => unknown): Promise<void> {
  let done = 0;
  for await (const item of source) {
    await use(item);
    if (++done === count) return;
  }
}

async function timed<T>(run: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  const result = await run();
  return [result, (performance.now() - start) / 1000];
}

/** In bytes. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** A block of rows, as often as it takes. */
function writeTable(path: string, size: number): void {
  const names = Array.from({ length: columns }, (_, column) => `c${column}`);
  const rows = Array.from({ length: 20_000 }, (_, row) => {
    const cells = names.map((_name, column) => (((row * 31 + column * 17) % 9973) / 9973).toFixed(5));
    return `${cells.join()},${(row % 7) / 7}`;
  });
  const block = new TextEncoder().encode(`${rows.join('\n')}\n`);
  const file = openSync(path, 'w');
  writeSync(file, `${names.join()},y\n`);
  for (let written = 0; written < size; written += block.length) writeSync(file, block);
  closeSync(file);
}
