import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../../compiler/bind/host.ts';
import { compileModel } from '../../../../compiler/check/compile.ts';
import { dataReader } from '../../../../compiler/targets/python/data-reader.ts';
import { unreadData } from '../../../../compiler/targets/python/unread-data.ts';
import { python, runPython } from '../../../support/python.ts';

function unreadOf(data: string, input = 'float32[4]'): string | undefined {
  const text = `model M {\n  input x: ${input}\n  head y = x -> Flatten() -> Dense(1) { loss: mse }\n  ${data}\n}`;
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  return unreadData(graph!);
}

describe('what a program of Python does not read', () => {
  it.each([
    ['data { source: "t.parquet" }', '`t.parquet`'],
    ['data { source: "T.PARQUET" }', '`T.PARQUET`'],
    ['data { source: "shop.db#orders" }', '`shop.db#orders`'],
    ['data { source: "t.csv", test: "duckdb: select 1" }', '`duckdb: select 1`'],
    ['data { source: "t.csv", validation: "v.sqlite" }', '`v.sqlite`'],
    ['data { source: "t.csv", validation: 0.1 }', undefined],
    ['data { source: "t.npz" }', undefined],
    ['', undefined],
  ])('is known beforehand: %s', (data, found) => expect(unreadOf(data)).toBe(found));

  it('are paths of images in a table', () => {
    expect(unreadOf('data { source: "t.csv" }', 'float32[8, 8, 3]')).toBe(
      'paths of images, should `x` have such',
    );
    expect(unreadOf('data { source: "t.npz" }', 'float32[8, 8, 3]')).toBeUndefined();
  });

  it.runIf(python)('is said by the program, too', () => {
    const script = `import json, pathlib, re, sys, types
np = types.SimpleNamespace(load=None)
${dataReader.text}
for source in ["t.parquet", "A.DB#b", "duckdb: select 1", sys.argv[1]]:
    try:
        read_data([source], {"x": "float32"})
    except SystemExit as error:
        print(error)
try:
    value_of("p/0.png", "t.csv", "photo")
except SystemExit as error:
    print(error)
`;
    const said = runPython(['-c', script, import.meta.dirname])
      .trim()
      .split('\n');
    expect(said).toEqual([
      't.parquet is read by kmodel alone: write it as .csv or .npz.',
      'A.DB#b is read by kmodel alone: write it as .csv or .npz.',
      'duckdb: select 1 is read by kmodel alone: write it as .csv or .npz.',
      `${import.meta.dirname} has no .npy files: write it as .csv or .npz.`,
      't.csv, column photo: "p/0.png" is no number. Write words and images as numbers, in .csv or .npz.',
    ]);
  });

  it.runIf(python)(
    'are tables no more for being packed, a mark of their encoding, or what stands between cells',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'kmodel-tables-'));
      writeFileSync(join(folder, 't.csv.gz'), gzipSync('\ufeffx,y\n1,2\n3,4\n'));
      writeFileSync(join(folder, 't.jsonl.gz'), gzipSync('{"x": 5}\n{"x": 6}\n'));
      writeFileSync(join(folder, 't.csv'), '\ufeffx;"a, b, c"\n7;2\n8;4\n');
      writeFileSync(join(folder, 't.tsv'), 'x\ty,z\n9\t2\n');
      const script = `import csv, gzip, json, pathlib, re, sys, types
np = types.SimpleNamespace(array=list)
${dataReader.text}
for name in sys.argv[2:]:
    print(read_table(pathlib.Path(sys.argv[1]) / name, ["x"]))
`;
      const said = runPython(['-c', script, folder, 't.csv.gz', 't.jsonl.gz', 't.csv', 't.tsv']);
      expect(said.trim().split('\n')).toEqual([
        "{'x': [1, 3]}",
        "{'x': [5, 6]}",
        "{'x': [7, 8]}",
        "{'x': [9]}",
      ]);
    },
  );
});
