import { describe, expect, it } from 'vitest';
import { emitOnnx } from '../../../../compiler/targets/onnx/emit.ts';
import { createOps } from '../../../../compiler/ops/builder.ts';
import type { OpGraph } from '../../../../compiler/ops/types.ts';
import { variable } from '../../../../compiler/shapes/size.ts';
import { loadOnnxruntime } from '../../../../runtime/engines/onnx/onnxruntime.ts';
import { interpret } from '../../support/interpreter/interpret.ts';

const ort = await loadOnnxruntime();

/** `updates` of [count, width] are added at `indices` into [size, width]; how many there are stays open. */
function scatterGraph(size: number, rest: readonly number[]): OpGraph {
  const ops = createOps();
  const count = variable('count');
  const indices = ops.scope.input('indices', 'int32', [count]);
  const updates = ops.scope.input('updates', 'float32', [count, ...rest]);
  return ops.scope.build([{ name: 'sums', tensor: ops.scatterAdd(indices, updates, size) }]);
}

interface Trial {
  readonly size: number;
  readonly rest: readonly number[];
  readonly indices: readonly number[];
}

/** Numbers in eighths: sums of them are exact in float32, so a lost update can hide behind no rounding. */
function updatesFor({ rest, indices }: Trial): Float32Array {
  const width = rest.reduce((product, axis) => product * axis, 1);
  return Float32Array.from({ length: indices.length * width }, (_, at) => (((at * 7919) % 64) - 31) / 8);
}

async function run(trial: Trial, threads: number, times: number): Promise<readonly Float32Array[]> {
  const session = await ort.InferenceSession.create(emitOnnx(scatterGraph(trial.size, trial.rest), 'test'), {
    logSeverityLevel: 3,
    intraOpNumThreads: threads,
  });
  const { indices, rest } = trial;
  const results: Float32Array[] = [];
  for (let time = 0; time < times; time++) {
    const { sums } = await session.run({
      indices: new ort.Tensor('int32', Int32Array.from(indices), [indices.length]),
      updates: new ort.Tensor('float32', updatesFor(trial), [indices.length, ...rest]),
    });
    results.push((sums!.data as Float32Array).slice());
  }
  await session.release();
  return results;
}

async function expected(trial: Trial): Promise<Float32Array> {
  const { size, rest, indices } = trial;
  const updates = {
    dtype: 'float32',
    shape: [indices.length, ...rest],
    data: [...updatesFor(trial)],
  } as const;
  const { sums } = await interpret(scatterGraph(size, rest), {
    indices: { dtype: 'int32', shape: [indices.length], data: [...indices] },
    updates,
  });
  return Float32Array.from(sums!.data);
}

/** The first number that differs, in words; `''` where none does. Faster by far than comparing by `toEqual`. */
function difference(found: Float32Array, wanted: Float32Array): string {
  const at = found.findIndex((value, index) => value !== wanted[index]);
  return at < 0 ? '' : `number ${at} is ${found[at]}, not ${wanted[at]}`;
}

const sequence = (length: number, at: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => at(index));

/** As words in a text: the first few make up most of it, most others come once or never. */
const words = (length: number, size: number): number[] =>
  sequence(length, (index) => Math.floor(size ** (((index * 7919) % 9973) / 9973)) - 1);

const trials: Readonly<Record<string, Trial>> = {
  'a large vocabulary in a text': { size: 10_000, rest: [64], indices: words(12_800, 10_000) },
  'few rows that all come often': { size: 128, rest: [32], indices: sequence(4096, (at) => at % 128) },
  'one row alone': { size: 50, rest: [32], indices: sequence(1000, () => 7) },
  'all rows once': { size: 3000, rest: [32], indices: sequence(3000, (at) => (at * 7) % 3000) },
  'rows of several axes': { size: 200, rest: [4, 8], indices: words(3000, 200) },
  'fewer updates than a block': { size: 9, rest: [16], indices: [8, 0, 8, 3, 3, 0, 8] },
  'one update': { size: 3, rest: [16], indices: [2] },
  'a block to the brim': { size: 9, rest: [16], indices: sequence(64, (at) => at % 9) },
  'one more than a block': { size: 9, rest: [16], indices: sequence(65, (at) => at % 9) },
  'narrow rows': { size: 5000, rest: [3], indices: words(20_000, 5000) },
  'numbers instead of rows': { size: 400, rest: [], indices: words(20_000, 400) },
};

describe('the sums of rows with equal indices', () => {
  for (const [name, trial] of Object.entries(trials)) {
    it(`are right on several threads: ${name}`, async () => {
      const right = await expected(trial);
      for (const result of await run(trial, 4, 5)) expect(difference(result, right)).toBe('');
    });
  }

  it('have the same bits with any number of threads', async () => {
    const trial = trials['a large vocabulary in a text']!;
    const runs = await Promise.all([1, 2, 3, 4].map((threads) => run(trial, threads, 2)));
    for (const result of runs.flat()) expect(difference(result, runs[0]![0]!)).toBe('');
  });
});
