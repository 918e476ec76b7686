import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { examples } from '../examples/data/index.ts';
import { formatTable } from './measure.ts';
import type { StepSettings, StepTimes } from './tfjs-step.ts';

interface Sizes {
  /** Samples a step. */
  readonly batch: number;
  /** Steps to time, after one or two to warm up. */
  readonly timed: number;
  /** Takes the smaller version of the example that the tests have: what it is. */
  readonly smaller?: string;
}

const standard: Sizes = { batch: 32, timed: 10 };

/**
 * On tfjs's plain backend a step with convolutions takes seconds to minutes, and so does one with an `Embedding`, whose
 * gradient tfjs takes word by word of the vocabulary.
 */
const sizes: Readonly<Record<string, Sizes>> = {
  'question-answering': { batch: 2, timed: 1 },
  posts: { batch: 8, timed: 3, smaller: '8 filters, 100 different words' },
  inception: { batch: 8, timed: 3, smaller: '8 × 8, 4 filters' },
  residual: { batch: 1, timed: 1 },
  siamese: { batch: 2, timed: 2 },
  'shared-embedding': { batch: 2, timed: 1 },
  'two-cameras': { batch: 1, timed: 3, smaller: '71 × 71, 4 filters' },
  tickets: { batch: 8, timed: 3 },
  'ticket-difficulty': { batch: 8, timed: 3 },
  'text-cnn': { batch: 1, timed: 1 },
  transformer: { batch: 2, timed: 1 },
  unet: { batch: 1, timed: 1 },
};

/** What an example may take, in milliseconds. */
const limit = 300_000;

/**
 * A training step of every example on the tfjs engine, beside `LayersModel.trainOnBatch` on the same backend. Each
 * example runs in a process of its own, which ends at a limit: tfjs's loops hear no timer.
 */
export async function benchEngines(): Promise<string> {
  const rows: (readonly string[])[] = [];
  const asked = process.env.BENCH_EXAMPLES?.split(',');
  for (const { name } of examples) {
    if (asked && !asked.includes(name)) continue;
    const row = await compare(name, sizes[name] ?? standard);
    if (process.env.BENCH_PROGRESS) console.log(row.join('  '));
    rows.push(row);
  }
  return formatTable(
    ['training step on tfjs', 'backend', 'batch', 'kmodel ms', 'tfjs ms', 'faster', 'aim'],
    rows,
  );
}

async function compare(name: string, { batch, timed, smaller }: Sizes): Promise<readonly string[]> {
  const title = smaller === undefined ? name : `${name}, ${smaller}`;
  const times = await runApart({ name, batch, timed, isSmaller: smaller !== undefined });
  if (!times) return [title, '', String(batch), '', `over ${limit / 1000} s`, '', ''];
  const { backend, ours, theirs, isRecurrent } = times;
  const numbers = [ours.toFixed(1), theirs.toFixed(1), `${(theirs / ours).toFixed(1)}×`];
  return [title, backend, String(batch), ...numbers, isRecurrent ? '≥ 2×' : '≥ 1×'];
}

/** @returns undefined where the limit ended it */
async function runApart(settings: StepSettings): Promise<StepTimes | undefined> {
  const child = fork(join(import.meta.dirname, 'tfjs-step.ts'), [JSON.stringify(settings)], {
    timeout: limit,
  });
  let times: StepTimes | undefined;
  child.on('message', (message) => (times = message as StepTimes));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0 && signal !== 'SIGTERM') throw new Error(`The step of ${settings.name} failed.`);
  return times;
}
