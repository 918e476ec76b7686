import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { madeCars, madeMessages, madePassengers, madePenguins } from '../support/tables.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

const folder = emptyFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** What the model that is written for a table reaches, untouched, on the fifth that it keeps for validation. */
function reached(file: string, target: string, metric: string): number {
  const stem = file.replace(/\.\w+$/, '');
  expect(kmodel(['init', '--from', file, '--target', target, stem], folder).code).toBe(0);
  const { code, stdout, stderr } = kmodel(
    ['train', `${stem}/${stem}.kmodel`, '-o', `${stem}-run`, '--json'],
    folder,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error') as string });
  const last = stdout.split('\n').findLast((line) => line.startsWith('{"event":"epoch"'))!;
  return (JSON.parse(last) as { logs: Record<string, number> }).logs[`val_${metric}`]!;
}

describe('a written model, untouched, on made tables like known ones', () => {
  it.each([
    [madePenguins(), 0.95],
    [madePassengers(), 0.76],
    [madeMessages(), 0.95],
  ])('$file: names the right class often enough', ({ file, target, text }, least) => {
    writeFileSync(join(folder, file), text);
    expect(reached(file, target, 'accuracy')).toBeGreaterThanOrEqual(least);
  });

  it('cars.csv: is about as far off as the noise', () => {
    const { file, target, text } = madeCars();
    writeFileSync(join(folder, file), text);
    // The mean distance of the noise alone is 1.76.
    expect(reached(file, target, 'mae')).toBeLessThanOrEqual(2.3);
  });
});

/** A folder with the tables themselves, which are nobody's to hand on. */
const tables = process.env.KMODEL_TABLES ?? '';

describe.skipIf(tables === '')(
  'a written model, untouched, on the tables in the folder KMODEL_TABLES',
  () => {
    it.each([
      ['penguins.csv', 'species', 'accuracy', 0.97],
      ['titanic.csv', 'survived', 'accuracy', 0.78],
      ['mpg.csv', 'mpg', 'mae', -2.3],
      ['sms-spam.tsv', 'Label', 'accuracy', 0.97],
    ])('%s', (file, target, metric, bound) => {
      const from = join(tables, file);
      expect(existsSync(from), from).toBe(true);
      copyFileSync(from, join(folder, `real-${file}`));
      const value = reached(`real-${file}`, target, metric);
      if (bound > 0) expect(value).toBeGreaterThanOrEqual(bound);
      else expect(value).toBeLessThanOrEqual(-bound);
    });
  },
);
