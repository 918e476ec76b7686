import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cellForms } from '../../../runtime/data/cell-forms.ts';
import { readDataAndKept } from '../../../runtime/data/read-data.ts';
import { graphOf } from '../../compiler/harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-cells-'));
afterAll(() => rmSync(folder, { recursive: true }));

const graph = graphOf(`model M {
  input x: float32[1]
  input word: int32[1]
  head kind = [x, word -> Embedding(4, 2) -> Flatten()] -> Concatenate() -> Dense(3, activation: softmax) {
    loss: SparseCategoricalCrossentropy(ignore_class: -1)
  }
  head yes = x -> Dense(1, activation: sigmoid) { loss: binary_crossentropy }
}`);

/** What reading a table with one more row says. */
async function complaint(row: string): Promise<string> {
  const path = join(folder, 'rows.csv');
  writeFileSync(path, `x,word,kind,yes\n0.5,0,0,1\n0.5,3,-1,0.25\n${row}\n`);
  const wanted = ['x', 'word', 'kind', 'yes'];
  try {
    await readDataAndKept([path], wanted, { forms: cellForms(graph) });
    return '';
  } catch (error) {
    return (error as Error).message.replace(folder, '').replace(/^[\\/]/, '');
  }
}

describe('entries of a table that a model cannot take', () => {
  it.each([
    ['0.5,2,2,0', ''],
    [
      '0.5,2,3,0',
      'rows.csv, line 4, column `kind`: 3 is no class of head `kind`, which has 3 classes, 0 to 2.',
    ],
    [
      '0.5,2,-2,0',
      'rows.csv, line 4, column `kind`: -2 is no class of head `kind`, which has 3 classes, 0 to 2.',
    ],
    ['0.5,4,1,0', 'rows.csv, line 4, column `word`: 4 is none of the entries of `kind_embedding`, 0 to 3.'],
    [
      '0.5,2,1,1.5',
      'rows.csv, line 4, column `yes`: 1.5 does not fit: `binary_crossentropy` takes numbers from 0 to 1.',
    ],
  ])('are refused with their line: %s', async (row, message) => {
    expect(await complaint(row)).toBe(message);
  });
});
