import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTable } from './measure.ts';
import { benchModels, type BenchModel } from './model-data.ts';

/** An event of onnxruntime's trace. */
interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: {
    readonly op_name: string;
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/** Runs a model's training under onnxruntime's own trace, and says by op and by result where the time goes. */
export async function benchProfile(name = 'resnet'): Promise<string> {
  if (!Object.hasOwn(benchModels, name)) throw new Error(`There is no ${name} in bench/models.`);
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-profile-'));
  try {
    const child = fork(join(import.meta.dirname, 'model-step.ts'), [
      name as BenchModel,
      join(folder, 'trace'),
    ]);
    await once(child, 'exit');
    const [largest] = readdirSync(folder)
      .map((file) => join(folder, file))
      .sort((a, b) => statSync(b).size - statSync(a).size) as [string];
    const events = JSON.parse(readFileSync(largest, 'utf8')) as readonly TraceEvent[];
    const nodes = events.filter(({ cat, name: each }) => cat === 'Node' && each.endsWith('_kernel_time'));
    const byOp = shares(nodes, ({ args }) => args.op_name, 12);
    const byResult = shares(nodes, (event) => `${event.args.op_name} → ${resultOf(event)}`, 16);
    return `${name}: share of a training step\n\n${byOp}\n\n${byResult}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultOf({ args }: TraceEvent): string {
  const [first] = args.output_type_shape ?? [];
  return first ? `[${Object.values(first)[0]!.join(', ')}]` : '';
}

function shares(events: readonly TraceEvent[], keyOf: (event: TraceEvent) => string, most: number): string {
  const sums = new Map<string, number>();
  for (const event of events) sums.set(keyOf(event), (sums.get(keyOf(event)) ?? 0) + event.dur);
  const total = [...sums.values()].reduce((sum, each) => sum + each, 0);
  const rows = [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([key, time]) => [key, `${((100 * time) / total).toFixed(1)} %`]);
  return formatTable(['what', 'share'], rows);
}
