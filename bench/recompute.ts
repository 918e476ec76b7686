import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { formatTable } from './measure.ts';
import type { MemoryMeasure } from './memory-step.ts';
import { benchModels } from './model-data.ts';

/** What `recompute: true` saves of a training step's memory, and what it costs, for the models in bench/models. */
export async function benchRecompute(): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const name of Object.keys(benchModels)) {
    const kept = await measure(name);
    const again = await measure(name, 'recompute');
    rows.push([
      name,
      `${kept.measured.toFixed(0)} MB`,
      `${again.measured.toFixed(0)} MB`,
      `${(again.measured / kept.measured).toFixed(2)}×`,
      `${(again.estimated / again.measured).toFixed(2)}×`,
      `${(again.time / kept.time).toFixed(2)}×`,
      String(kept.losses.every((loss, step) => loss === again.losses[step])),
    ]);
  }
  return formatTable(
    ['recompute', 'kept', 'made again', 'memory', 'estimated / measured', 'time', 'same losses'],
    rows,
  );
}

async function measure(...words: readonly string[]): Promise<MemoryMeasure> {
  const child = fork(join(import.meta.dirname, 'memory-step.ts'), words);
  const [result] = (await once(child, 'message')) as [MemoryMeasure];
  return result;
}
