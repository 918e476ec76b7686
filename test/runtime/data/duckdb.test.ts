import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compileModel } from '../../../compiler/index.ts';
import { trainingData } from '../../../runtime/data/declared/model-data.ts';
import { duckdbProblem } from '../../../runtime/data/duckdb/duckdb-table.ts';
import { isStoredData } from '../../../runtime/data/samples.ts';
import { openSource } from '../../../runtime/data/tables/open-source.ts';
import { profileTable } from '../../../runtime/data/tables/profile-table.ts';
import { createNodeHost } from '../../../runtime/node-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-duckdb-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  writeFileSync(at('package.json'), '{}');
  mkdirSync(at('models'));
  const rows = Array.from({ length: 50 }, (_, row) => `${row / 10},2024-01-${(row % 28) + 1},${row % 2}`);
  writeFileSync(at('models/birds.csv'), `size,day,fits\n${rows.join('\n')}\n`);
});

function graphOf(query: string) {
  const path = at('models/m.kmodel');
  writeFileSync(
    path,
    `model Birds {
      input size: float32[1]
      head fits = size -> Dense(1, activation: sigmoid) { loss: binary_crossentropy }
      data { source: ${JSON.stringify(query)} }
    }`,
  );
  return compileModel(path, createNodeHost());
}

const query = "duckdb: select size * 2 as size, fits from 'birds.csv' where fits = 1 order by size";

describe('a query of DuckDB', () => {
  it('is a source whose paths count from the model, in memory and in a file', async () => {
    const { graph, diagnostics } = graphOf(query);
    expect(diagnostics).toEqual([]);
    const inMemory = (await trainingData(graph!, { seed: 1 })).training.arrays;
    const stored = (await trainingData(graph!, { seed: 1, memory: 0, folder })).training.arrays;
    if (isStoredData(inMemory) || !isStoredData(stored)) throw new Error('expected arrays, and a file');
    expect([...inMemory.size!.data].slice(0, 3)).toEqual([0.2, 0.6, 1]);
    expect(stored.count).toBe(25);
    stored.close();
  });

  it('shows what is in it', async () => {
    const view = await profileTable(
      await openSource(
        "duckdb: select 1 as a, 2::bigint as b, date '2024-01-31' as c, null as d, 'x' as e, 1.5::decimal(4,1) as f",
      ),
    );
    expect(view.columns.map(({ name, type, min, missing }) => [name, type, min, missing])).toEqual([
      ['a', 'int', 1, 0],
      ['b', 'int', 2, 0],
      ['c', 'string', null, 0],
      ['d', expect.any(String), null, 1],
      ['e', 'string', null, 0],
      ['f', 'float', 1.5, 0],
    ]);
  });

  it('shows structs, maps and intervals as text', async () => {
    const view = await profileTable(
      await openSource(
        "duckdb: select {'q': 1::bigint} as a, interval 3 days as b, map {'k': 2::bigint} as c",
      ),
    );
    expect(view.columns.map(({ name, type, words }) => [name, type, ...words])).toEqual([
      ['a', 'string', '{"q":1}'],
      ['b', 'string', '{"months":0,"days":3,"micros":0}'],
      ['c', 'string', '[{"key":"k","value":2}]'],
    ]);
  });

  it.each([
    [
      'duckdb: select nothing from nowhere',
      /^DuckDB cannot answer `duckdb: select nothing from nowhere`: .*nowhere.*\.$/,
    ],
    ['duckdb: select 1 as a, 2 as a', /^duckdb: select 1 as a, 2 as a has two columns `a`\.$/],
    ['duckdb:', /has no query\.$/],
  ])('is refused in one sentence: %s', async (source, message) => {
    await expect(openSource(source)).rejects.toThrow(message);
  });

  it.each([
    ['sqlite_scanner', 'Node 22.13 and later reads files of SQLite without it: `shop.db#orders`.'],
    ['httpfs', 'Install the extension in DuckDB first: `INSTALL httpfs`.'],
  ])('says which extension it could not fetch, and a way without: %s', (extension, help) => {
    const said = `Extension Autoloading Error: An error occurred while trying to automatically install the required extension '${extension}':\nFailed to download`;
    const problem = duckdbProblem('duckdb: select 1', said);
    expect(problem.message).toBe(
      `DuckDB cannot answer \`duckdb: select 1\`: it lacks its extension \`${extension}\`, and none is fetched for a query.`,
    );
    expect(problem.help).toBe(help);
  });

  it('names the row and column of a value that does not fit', async () => {
    const { graph } = graphOf(
      "duckdb: select case when size > 1 then 'tall' else '1' end as size, fits from 'birds.csv'",
    );
    await expect(trainingData(graph!, { seed: 1 })).rejects.toThrow(
      /^duckdb: select .*…, row 12, column `size`: "tall" is no number\.$/,
    );
  });

  it('is never asked while a model is checked', () => {
    expect(graphOf('duckdb: select * from a_table_that_is_not_there').diagnostics).toEqual([]);
  });
});

describe('packages that are not installed', () => {
  it.each([
    [
      '@duckdb/node-api',
      'duckdb: select 1 as a',
      'Queries are answered by the package `@duckdb/node-api`, which is not installed here.',
    ],
  ])('are named: %s', async (name, source, message) => {
    vi.doMock(name, () => {
      throw new Error('not found');
    });
    await expect(openSource(source)).rejects.toThrow(message);
    vi.doUnmock(name);
  });
});
