import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compileModel } from '../../../compiler/index.ts';
import { trainingData } from '../../../runtime/data/declared/model-data.ts';
import { specificationsOf } from '../../../runtime/data/declared/sources.ts';
import { openSource } from '../../../runtime/data/tables/open-source.ts';
import { createNodeHost } from '../../../runtime/node-host.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kmodel-limits-')));
const at = (name: string) => join(folder, name);
const written = at('written');
const models = at('work, all (1)/models');
const start = process.cwd();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => process.chdir(start));

beforeAll(async () => {
  mkdirSync(models, { recursive: true });
  mkdirSync(at('other'));
  writeFileSync(at('work, all (1)/package.json'), '{}');
  for (const path of ['work, all (1)/top.csv', 'work, all (1)/models/x.csv', 'other/out.csv', 'out.csv'])
    writeFileSync(at(path), 'a,b\n1,2\n');
  symlinkSync(at('other'), join(models, 'link'));
  symlinkSync(at('out.csv'), join(models, 'link.csv'));
  const create = { width: 2, height: 2, channels: 3, background: { r: 1, g: 2, b: 3 } } as const;
  await sharp({ create }).png().toFile(at('other/image.png'));
});

/** The rows of a query that stands in a model. */
async function rowsInModel(query: string) {
  const [tables] = specificationsOf({ file: join(models, 'm.kmodel') }, [`duckdb: ${query}`]);
  return rowsOf(tables![0]!);
}

async function rowsOf(source: string) {
  const rows: unknown[] = [];
  for await (const chunk of (await openSource(source)).chunks) rows.push(...chunk.rows);
  return rows;
}

const acting = [
  [`copy (select 1 as x) to '${written}'; select 1 as a`, /is no `select`/],
  [`copy (select 1 as x) to '${written}'`, /is no `select`/],
  [`select 1 as a; select 2 as a`, /is not one statement alone/],
  ['create table x(a int)', /is no `select`/],
  [`attach '${written}'`, /is no `select`/],
  ['set threads = 1', /is no `select`/],
  ['load httpfs', /is no `select`/],
  ['call enable_logging()', /is no `select`/],
  ['-- nothing', /is not one statement alone/],
  [
    `from enable_logging(storage = 'file', storage_config = {'path': '${written}'})`,
    /calls `enable_logging`, which does more than read\.$/,
  ],
  [
    `with c as (from system.main.ENABLE_LOGGING()) select 1`,
    /calls `enable_logging`, which does more than read\.$/,
  ],
  [`from query('select 1')`, /calls `query`, which does more than read\.$/],
] as const;

describe('a query', () => {
  it.each(acting)('is one `select`, whoever asks: %s', async (query, message) => {
    await expect(rowsInModel(query)).rejects.toThrow(message);
    await expect(rowsOf(`duckdb: ${query}`)).rejects.toThrow(message);
    expect(existsSync(written)).toBe(false);
  });

  it.each([
    ['select 1 as a;', [[1]]],
    ['values (1)', [[1]]],
    ['with c as (select 1) select * from c', [[1]]],
    ['with "x.csv" as (select 9) select * from \'x.csv\'', [[9]]],
    ["pivot 'x.csv' on a in (1) using sum(b)", [[2]]],
  ])('begins as a `select` may: %s', async (query, rows) => {
    expect(await rowsInModel(query)).toEqual(rows);
  });

  it('that somebody types reads any file', async () => {
    process.chdir(models);
    expect(await rowsOf("duckdb: from '../../other/out.csv'")).toEqual([[1, 2]]);
    expect(await rowsOf(`duckdb: from '${at('other/out.csv')}'`)).toEqual([[1, 2]]);
  });
});

describe('a query in a model', () => {
  it.each([
    "from 'x.csv'",
    'from "x.csv"',
    'from x.csv',
    "from '../top.csv'",
    `from '${join(models, 'x.csv')}'`,
    "select a, b from 'x*.csv', (select 'é' as é) order by a",
    "from read_csv('x.csv', header = true)",
    'from read_csv($$x.csv$$)',
    "from read_csv(['x.csv'])",
    "from 'x.csv' where a in (select a from E'../top.csv')",
  ])('reads inside the workspace, from any folder: %s', async (query) => {
    for (const from of [start, folder, models, at('other')]) {
      process.chdir(from);
      expect(await rowsInModel(query)).toEqual([[1, 2]]);
    }
  });

  it.each([
    ["from '../../out.csv'", '../../out.csv'],
    [`from '${at('other/out.csv')}'`, at('other/out.csv')],
    [`from '${join(models, '../../out.csv')}'`, at('out.csv')],
    ["from 'link/out.csv'", 'link/out.csv'],
    ["from 'link/*.csv'", 'link/*.csv'],
    ["from 'link.csv'", 'link.csv'],
    ["from 'x.csv' where a in (select a from '../../out.csv')", '../../out.csv'],
    ["select content from read_text('/etc/hostname')", '/etc/hostname'],
    ["select content from read_text('/etc/' || 'hostname')", '/etc/hostname'],
    ["select content from read_text('file:///etc/hostname')", 'file:///etc/hostname'],
    ["from read_csv(['x.csv', '/etc/hostname'])", '/etc/hostname'],
    ["from glob('/etc/*')", '/etc/*'],
    ["from read_csv('https://example.com/x.csv')", 'https://example.com/x.csv'],
  ])('reads nothing outside: %s', async (query, file) => {
    process.chdir(models);
    await expect(rowsInModel(query)).rejects.toThrow(
      ` reads \`${file}\`, which lies outside the workspace \`${at('work, all (1)')}\`.`,
    );
  });

  it.each(['sqlite_scan', 'duckdb_settings', 'arrow_scan'])('calls only what reads: %s', async (name) => {
    await expect(rowsInModel(`from ${name}('x.db', 'a')`)).rejects.toThrow(
      new RegExp(`calls \`${name}\`, which a query in a model cannot\\.$`),
    );
  });

  it('does not stand behind what looks like a path', () => {
    process.chdir(models);
    const file = join(models, 'm.kmodel');
    const others = ["duckdb(%2F): from '/etc/x.csv'", './duckdb: select 1', 'a=duckdb: select 1'];
    expect(others.flatMap((source) => specificationsOf({ file }, [source]))).toEqual([
      "./duckdb(%2F): from '/etc/x.csv'",
      './duckdb: select 1',
      'a=./duckdb: select 1',
    ]);
  });

  it('names no image outside', async () => {
    const path = join(models, 'images.kmodel');
    writeFileSync(
      path,
      `model Images {
        input image: float32[2, 2, 3]
        head y = image -> Flatten() -> Dense(1) { loss: mse }
        data { source: "duckdb: select '../../other/image.png' as image, 1.0 as y from range(4)" }
      }`,
    );
    const { graph } = compileModel(path, createNodeHost());
    await expect(trainingData(graph!, { seed: 1 })).rejects.toThrow(
      /the image `\.\.\/\.\.\/other\/image\.png` lies outside the workspace/,
    );
  });
});
