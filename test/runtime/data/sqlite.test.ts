import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileModel } from '../../../compiler/index.ts';
import { trainingData } from '../../../runtime/data/declared/model-data.ts';
import { isStoredData } from '../../../runtime/data/samples.ts';
import { starterFor } from '../../../runtime/data/starter/starter.ts';
import { openSource } from '../../../runtime/data/tables/open-source.ts';
import { createNodeHost } from '../../../runtime/node-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-sqlite-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Writer {
  readonly DatabaseSync: new (path: string) => { exec(sql: string): void; close(): void };
}

/** Undefined in Node 20. */
function nodeSqlite(): Writer | undefined {
  try {
    return createRequire(import.meta.url)('node:sqlite') as Writer;
  } catch {
    return undefined;
  }
}
const sqlite = nodeSqlite();

describe.skipIf(sqlite !== undefined)('a file of SQLite where Node reads none', () => {
  it('is refused in a sentence that says what reads it', async () => {
    writeFileSync(at('any.db'), '');
    await expect(openSource(at('any.db'))).rejects.toThrow(
      `Files of SQLite are read by Node 22.13 or later, and this is ${process.versions.node}.`,
    );
  });
});

describe.skipIf(sqlite === undefined)('a file of SQLite', () => {
  beforeAll(() => {
    const one = new sqlite!.DatabaseSync(at('one.db'));
    one.exec('create table birds (size real, age integer, kind text)');
    for (let row = 0; row < 2500; row++)
      one.exec(
        `insert into birds values (${row / 10}, ${row % 7 === 0 ? 'null' : row % 90}, '${['ant', 'bee'][row % 2]}')`,
      );
    one.close();
    const two = new sqlite!.DatabaseSync(at('two.sqlite3'));
    two.exec(
      'create table a (x); create table "odd ""name" (y); insert into a values (1), (2); create table empty (z)',
    );
    two.close();
    writeFileSync(at('package.json'), '{}');
  });

  const model = (source: string) => `model Birds {
    input body: float32[2] { missing: mean }
    head kind = body -> Normalization() -> Dense(1, activation: sigmoid) { loss: binary_crossentropy, classes: ["ant", "bee"] }
    data { source: "${source}", columns: { body: ["size", "age"] } }
  }`;
  const load = (source: string, memory: number) => {
    writeFileSync(at('m.kmodel'), model(source));
    const { graph, diagnostics } = compileModel(at('m.kmodel'), createNodeHost());
    expect(diagnostics).toEqual([]);
    return trainingData(graph!, { seed: 1, memory, folder });
  };

  it.each(['one.db', 'one.db#birds'])('is a source, in memory and in a file: %s', async (source) => {
    const { training } = await load(source, 2 ** 28);
    expect(training.arrays).toMatchObject({ body: { shape: [2500, 2] }, kind: { shape: [2500] } });
    const stored = (await load(source, 0)).training.arrays;
    expect(isStoredData(stored) && stored.count).toBe(2500);
    if (isStoredData(stored)) stored.close();
  });

  it('has a model written for it', async () => {
    const { stem, text, leftOut } = await starterFor(at('one.db'), ['kind']);
    expect(stem).toBe('one');
    expect(text).toContain('source: "one.db"');
    expect(leftOut).toEqual([]);
    expect((await starterFor(at('one.db#birds'), ['kind'])).stem).toBe('birds');
  });

  const rowsOf = async (source: string) => {
    const rows: (readonly unknown[])[] = [];
    for await (const chunk of (await openSource(source)).chunks) rows.push(...chunk.rows);
    return rows;
  };

  it('of several tables says which one is meant', async () => {
    expect(await rowsOf(at('two.sqlite3#a'))).toEqual([[1], [2]]);
    expect(await rowsOf(at('two.sqlite3#odd "name'))).toEqual([]);
    await expect(openSource(at('two.sqlite3'))).rejects.toThrow(
      /has the tables `a`, `empty`, `odd "name`\.$/,
    );
    await expect(openSource(at('two.sqlite3#b'))).rejects.toThrow(/has no table `b`; it has /);
  });

  it('that is none is refused in a sentence', async () => {
    writeFileSync(at('text.db'), 'x,y\n1,2\n'.repeat(300));
    await expect(openSource(at('text.db'))).rejects.toThrow(
      /text\.db is not an SQLite file that can be read: file is not a database\.$/,
    );
    await expect(openSource(at('none.db'))).rejects.toThrow(/none\.db cannot be read: it does not exist\.$/);
  });
});
