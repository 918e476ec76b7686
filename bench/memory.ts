import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { formatTable } from './measure.ts';
import type { MemoryMeasure } from './memory-step.ts';
import { benchModels } from './model-data.ts';

/** What `kmodel summary --memory` says of the models in bench/models, beside what a training of each takes. */
export async function benchMemory(): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const name of Object.keys(benchModels)) {
    const child = fork(join(import.meta.dirname, 'memory-step.ts'), [name]);
    const [{ estimated, measured }] = (await once(child, 'message')) as [MemoryMeasure];
    rows.push([
      name,
      `${measured.toFixed(0)} MB`,
      `${estimated.toFixed(0)} MB`,
      `${(estimated / measured).toFixed(2)}×`,
    ]);
  }
  return formatTable(['memory of a training step', 'measured', 'estimated', 'estimated / measured'], rows);
}
