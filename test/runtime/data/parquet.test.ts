import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileModel } from '../../../compiler/index.ts';
import { trainingData } from '../../../runtime/data/declared/model-data.ts';
import { createNodeHost } from '../../../runtime/node-host.ts';
import { isStoredData } from '../../../runtime/data/samples.ts';
import { joinTables } from '../../../runtime/data/tables/join-tables.ts';
import { openSource } from '../../../runtime/data/tables/open-source.ts';
import { profileTable } from '../../../runtime/data/tables/profile-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-parquet-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const count = 100;
const each = <T>(value: (row: number) => T): T[] => Array.from({ length: count }, (_, row) => value(row));
const columns: ColumnSource[] = [
  { name: 'size', data: each((row) => row / 10), type: 'DOUBLE' },
  { name: 'rank', data: each((row) => BigInt(row)), type: 'INT64' },
  { name: 'age', data: each((row) => (row % 10 === 0 ? null : row)), type: 'INT32', nullable: true },
  { name: 'town', data: each((row) => ['Ulm', '', 'Bonn'][row % 3]!), type: 'STRING' },
  { name: 'day', data: each((row) => new Date(Date.UTC(2024, 0, 1 + (row % 28)))), type: 'TIMESTAMP' },
  { name: 'fits', data: each((row) => row % 2 === 0), type: 'BOOLEAN' },
];

type Codec = 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP';
const pack = { GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)) };

function write(name: string, data: ColumnSource[] = columns, codec: Codec = 'SNAPPY'): string {
  const buffer = parquetWriteBuffer({ columnData: data, codec, rowGroupSize: 40, compressors: pack });
  writeFileSync(at(name), new Uint8Array(buffer));
  return at(name);
}

const model = (source: string, more = '') => `model Towns {
  input numbers: float32[4] { missing: mean }
  input town: string[1]
  head fits = [numbers -> Normalization(), town -> StringLookup(max_tokens: 4, output_mode: one_hot)]
    -> Concatenate() -> Dense(1, activation: sigmoid) { loss: binary_crossentropy }
  data {
    source: ${source}
    columns: { numbers: ["size", "rank", "age", "day"] }
    days: ["day"]
    ${more}
  }
}`;

const compile = (text: string) => {
  writeFileSync(at('m.kmodel'), text);
  return compileModel(at('m.kmodel'), createNodeHost());
};

beforeAll(() => {
  writeFileSync(at('package.json'), '{}');
  write('train-1.parquet');
  write('train-2.parquet', [...columns].reverse());
});

describe('a Parquet file', () => {
  it.each<Codec>(['UNCOMPRESSED', 'SNAPPY', 'GZIP'])('shows what is in it: %s', async (codec) => {
    const view = await profileTable(await openSource(write(`${codec}.parquet`, columns, codec)));
    expect(view.rows).toBe(count);
    expect(view.columns.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ['size', 'float', 0],
      ['rank', 'int', 0],
      ['age', 'int', 10],
      // An empty string is one: what is missing is null.
      ['town', 'string', 0],
      ['day', 'string', 0],
      ['fits', 'bool', 0],
    ]);
  });

  it('gives the rows of all that fit a pattern, in memory and in a file', async () => {
    const { graph } = compile(model('"train-*.parquet"'));
    const inMemory = (await trainingData(graph!, { seed: 1 })).training.arrays;
    const stored = (await trainingData(graph!, { seed: 1, memory: 0, folder })).training.arrays;
    if (isStoredData(inMemory) || !isStoredData(stored)) throw new Error('expected arrays, and a file');
    expect(inMemory.numbers!.shape).toEqual([200, 4]);
    expect([...inMemory.numbers!.data.slice(4, 8)].map(Number)).toEqual([0.1, 1, 1, 19724]);
    expect(inMemory.town!.data.slice(0, 3)).toEqual(['Ulm', '', 'Bonn']);
    const batch = stored.preparedBy(undefined).slice(0, 200);
    // What is missing is 0 once it is ready to be filled.
    const ready = Float32Array.from(inMemory.numbers!.data as Float64Array, (value) => value || 0);
    expect(batch.feeds.numbers!.data).toEqual(ready);
    expect(batch.words.town!.data).toEqual(inMemory.town!.data);
    stored.close();
  });

  it.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])(
    'is read as DuckDB packs it: %s',
    async (codec) => {
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const instance = await DuckDBInstance.create(':memory:');
      const connection = await instance.connect();
      const rows = `select range as number, range / 7 as share, 'town ' || range % 5 as town, case when range % 3 = 0 then null else range end as gap from range(5000)`;
      await connection.run(
        `copy (${rows}) to '${at(`${codec}.parquet`)}' (format parquet, compression '${codec}')`,
      );
      connection.closeSync();
      instance.closeSync();
      const read: (readonly unknown[])[] = [];
      for await (const chunk of (await openSource(at(`${codec}.parquet`))).chunks) read.push(...chunk.rows);
      expect(read).toHaveLength(5000);
      expect(read[1]).toEqual([1, 1 / 7, 'town 1', 1]);
      expect(read[4998]).toEqual([4998, 714, 'town 3', null]);
    },
  );

  it('is checked by the columns that it lists at its end', () => {
    expect(compile(model('"train-1.parquet"')).diagnostics).toEqual([]);
    const [missing] = compile(model('"train-1.parquet"').replace('"rank"', '"rnk"')).diagnostics;
    expect(missing).toMatchObject({ code: 'KM7002' });
    expect(missing!.message).toContain('`rnk`');
  });

  it('is refused in one sentence where it is damaged', async () => {
    writeFileSync(at('broken.parquet'), 'PAR1 this is no table');
    await expect(openSource(at('broken.parquet'))).rejects.toThrow(
      /broken\.parquet is not a Parquet file that can be read: .+\.$/,
    );
    const [error] = compile(model('"broken.parquet"')).diagnostics;
    expect(error).toMatchObject({ code: 'KM7001' });
    expect(error!.message).toMatch(/broken\.parquet is not a Parquet file: it does not end like one/);
  });

  it('names the row and the column of a cell that does not fit', async () => {
    const odd = [
      { ...columns[0]!, data: each((row) => (row === 70 ? null : row)), nullable: true },
      ...columns.slice(1),
    ];
    write('odd.parquet', odd);
    const { graph } = compile(model('"odd.parquet"').replace(' { missing: mean }', ''));
    await expect(trainingData(graph!, { seed: 1 })).rejects.toThrow(
      /odd\.parquet, row 1, column `age`: the value is missing\.$/,
    );
  });

  it('has the columns of the others, or both are named', async () => {
    write('other.parquet', columns.slice(1));
    const message = /other\.parquet has other columns than .*train-1\.parquet: it lacks `size`\.$/;
    const [error] = compile(model('["train-1.parquet", "other.parquet"]')).diagnostics;
    expect(error!.message).toMatch(message);
    const joined = await joinTables([at('train-1.parquet'), at('other.parquet')], {});
    await expect(profileTable(joined)).rejects.toThrow(message);
  });
});
