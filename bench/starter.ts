import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { tableFormat } from '../runtime/data/tables/open-table.ts';
import { csvPieces } from '../runtime/data/writers/csv.ts';
import { permutation } from '../runtime/random.ts';
import { formatTable } from './measure.ts';

const folds = 5;
const seed = 1;

/** What is measured of one table. */
interface Held {
  readonly rows: number;
  /** Of the rows that no training saw, by its name in the logs; each fold counts by its rows. */
  readonly metric: readonly [name: string, value: number];
  /** Of the fold that took longest. */
  readonly seconds: number;
}

/**
 * How well the model that `kmodel init --from` writes does, untouched, on tables of the user's. Each table is cut by
 * chance into five parts; a model is written for and trained on four of them, and held against the fifth, five times.
 * @param tables `FILE:TARGET` each
 */
export async function benchStarter(tables: readonly string[]): Promise<string> {
  if (tables.length === 0)
    return 'Name tables with their targets: npm run bench -- starter penguins.csv:species';
  const rows: string[][] = [];
  for (const table of tables) {
    const [, path, target] = /^(.+):([^:]+)$/.exec(table) ?? [];
    if (path === undefined || target === undefined) throw new Error(`\`${table}\` is not FILE:TARGET.`);
    const { rows: count, metric, seconds } = await measure(resolve(path), target);
    rows.push([
      basename(path),
      target,
      String(count),
      `${metric[0]} ${metric[1].toFixed(4)}`,
      seconds.toFixed(1),
    ]);
  }
  return formatTable(['table', 'target', 'rows', 'five-fold', 'seconds a training'], rows);
}

async function measure(path: string, target: string): Promise<Held> {
  const { names, rows } = await rowsOf(path);
  const fold = permutation(rows.length, seed, 0).map((place) => place % folds);
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-bench-'));
  try {
    let total = 0;
    let longest = 0;
    let metric = '';
    for (let held = 0; held < folds; held++) {
      const place = join(folder, String(held));
      mkdirSync(place);
      const part = (isHeld: boolean) => rows.filter((_, row) => (fold[row] === held) === isHeld);
      writeTable(join(place, 'table.csv'), names, part(false));
      writeTable(join(place, 'held.csv'), names, part(true));
      kmodel(['init', '--from', 'table.csv', '--target', target], place);
      const start = performance.now();
      kmodel(['train', 'table/table.kmodel', '-o', 'run'], place);
      longest = Math.max(longest, (performance.now() - start) / 1000);
      const logs = kmodel(
        ['evaluate', 'table/table.kmodel', '--weights', 'run', '--data', 'held.csv', '--json'],
        place,
      );
      const values = Object.entries(JSON.parse(logs) as Readonly<Record<string, number>>);
      const [name, value] = values.find(([each]) => each !== 'loss')!;
      metric = name;
      total += value * part(true).length;
    }
    return { rows: rows.length, metric: [metric, total / rows.length], seconds: longest };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function rowsOf(
  path: string,
): Promise<{ readonly names: readonly string[]; readonly rows: readonly (readonly unknown[])[] }> {
  const open = tableFormat(path);
  if (!open) throw new Error(`${path} is no table.`);
  const table = await open(path, {});
  const rows: (readonly unknown[])[] = [];
  for await (const chunk of table.chunks) rows.push(...chunk.rows);
  return { names: table.names, rows };
}

function writeTable(path: string, names: readonly string[], rows: readonly (readonly unknown[])[]): void {
  const kept = new Map(names.map((name, column) => [name, rows.map((row) => row[column])]));
  writeFileSync(path, [...csvPieces({ arrays: {}, kept })].join(''));
}

/** Runs the command line from its sources. */
function kmodel(args: readonly string[], cwd: string): string {
  const main = resolve(import.meta.dirname, '../cli/main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, main, ...args], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`kmodel ${args.join(' ')}: ${stderr}`);
  return stdout;
}
