import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { formatTable } from './measure.ts';
import { benchGroups, benchModels, type BenchGroup, type BenchModel } from './model-data.ts';
import type { ModelTimes } from './model-step.ts';

/** Each is measured so often, in turn with its peer; the least time of all counts. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);

/** By the clock on two threads, or `BENCH_TIME=processor`: processor time of one thread, on machines in use by others. */
const countsProcessor = process.env.BENCH_TIME === 'processor';
const threads = countsProcessor ? 1 : 2;

const readme = join(import.meta.dirname, 'README.md');

/**
 * A training step and a prediction of every model of a group in bench/models beside the same in PyTorch, each in a
 * process of its own. `BENCH_PYTHON` says how to start a Python that has torch, `BENCH_MODELS` names some of the models.
 * The table goes into bench/README.md where all models of the group were measured.
 */
export async function benchPeers(group: BenchGroup): Promise<string> {
  const asked = process.env.BENCH_MODELS?.split(',');
  const names = benchGroups[group].filter((name) => !asked || asked.includes(name));
  const rows: (readonly string[])[] = [];
  const ratios: Ratios[] = [];
  let peer = '';
  for (const name of names) {
    const ours: ModelTimes[] = [];
    const theirs: TorchTimes[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await measureOurs(name));
      const torch = await measureTorch(name);
      if (torch) theirs.push(torch);
    }
    const best = leastOf(ours);
    const other = theirs.length > 0 ? leastOf(theirs) : undefined;
    peer = theirs[0]?.version ?? peer;
    if (other) ratios.push(ratiosOf(best, other));
    rows.push(rowOf(name, best, other));
    if (process.env.BENCH_PROGRESS) console.log(rows.at(-1)!.join('  '));
  }
  if (ratios.length > 0) rows.push(['geometric mean', ...meanRow(ratios)]);
  const header = [
    'milliseconds',
    'step',
    'PyTorch',
    'faster',
    'prediction',
    'PyTorch',
    'faster',
    'MB',
    'PyTorch',
    'share',
  ];
  if (!asked && ratios.length === names.length) writeTable(group, header, rows, peer);
  return `beside PyTorch ${peer || '(not installed)'}\n${formatTable(header, rows)}`;
}

interface TorchTimes extends ModelTimes {
  readonly version: string;
}

interface Ratios {
  readonly train: number;
  readonly predict: number;
  readonly memory: number;
}

async function measureOurs(name: BenchModel): Promise<ModelTimes> {
  const child = fork(join(import.meta.dirname, 'model-step.ts'), [name]);
  let times: ModelTimes | undefined;
  child.on('message', (message) => (times = message as ModelTimes));
  await once(child, 'exit');
  if (!times) throw new Error(`${name} was not measured.`);
  return times;
}

/** @returns undefined where there is no PyTorch */
async function measureTorch(name: BenchModel): Promise<TorchTimes | undefined> {
  const [command, ...args] = (process.env.BENCH_PYTHON ?? 'python3').split(' ') as [string, ...string[]];
  const child = spawn(command, [
    ...args,
    '-',
    name,
    String(threads),
    String(benchModels[name].steps),
    countsProcessor ? 'processor' : 'clock',
  ]);
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end(readFileSync(join(import.meta.dirname, 'torch_models.py')));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === '' && !/No module named|not found/.test(errors)) throw new Error(errors);
  return output === '' ? undefined : (JSON.parse(output) as TorchTimes);
}

/** The least time of each kind, and the most memory. */
function leastOf(list: readonly ModelTimes[]): ModelTimes {
  return {
    train: Math.min(...list.map(({ train }) => train)),
    predict: Math.min(...list.map(({ predict }) => predict)),
    memory: Math.max(...list.map(({ memory }) => memory)),
  };
}

function ratiosOf(ours: ModelTimes, theirs: ModelTimes): Ratios {
  return {
    train: theirs.train / ours.train,
    predict: theirs.predict / ours.predict,
    memory: ours.memory / theirs.memory,
  };
}

function rowOf(name: string, ours: ModelTimes, theirs: ModelTimes | undefined): readonly string[] {
  const ratios = theirs && ratiosOf(ours, theirs);
  const three = (kind: keyof ModelTimes, digits: number): readonly string[] => [
    ours[kind].toFixed(digits),
    theirs ? theirs[kind].toFixed(digits) : '',
    ratios ? `${ratios[kind].toFixed(2)}×` : '',
  ];
  return [name, ...three('train', 2), ...three('predict', 2), ...three('memory', 0)];
}

function meanRow(ratios: readonly Ratios[]): readonly string[] {
  const mean = (kind: keyof Ratios): string => {
    const sum = ratios.reduce((total, each) => total + Math.log(each[kind]), 0);
    return `${Math.exp(sum / ratios.length).toFixed(2)}×`;
  };
  return (['train', 'predict', 'memory'] as const).flatMap((kind) => ['', '', mean(kind)]);
}

/** Puts the table between its marks in bench/README.md. */
function writeTable(
  group: BenchGroup,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  peer: string,
): void {
  const lines = [
    `<!-- ${group}: written by \`npm run bench -- ${group}\` -->`,
    '',
    `Beside PyTorch ${peer}, ${countsProcessor ? 'processor time of one thread' : 'by the clock, two threads'}:`,
    '',
    ...[header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`),
    '',
    `<!-- end of ${group} -->`,
  ];
  const before = readFileSync(readme, 'utf8');
  writeFileSync(
    readme,
    before.replace(new RegExp(`<!-- ${group}:[\\s\\S]*end of ${group} -->`), () => lines.join('\n')),
  );
}
