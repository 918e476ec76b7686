import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../runtime/random.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

const folder = emptyFolder();
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** A table like those that people have: numbers, categories, gaps, an id, a column that repeats the target. */
function birds(): string {
  const random = createRandom(1, 'birds');
  const kinds = [
    { name: 'Adelie', code: 'A', bill: 39, mass: 3700, islands: ['Torgersen', 'Biscoe'] },
    { name: 'Chinstrap', code: 'C', bill: 49, mass: 3700, islands: ['Dream'] },
    { name: 'Gentoo', code: 'G', bill: 47, mass: 5100, islands: ['Biscoe'] },
  ];
  const rows = Array.from({ length: 300 }, (_, row) => {
    const { name, code, bill, mass, islands } = kinds[Math.floor(random.uniform() * 3)]!;
    const island = islands[row % islands.length];
    const sex = row % 17 === 0 ? '' : row % 2 === 0 ? 'male' : 'female';
    const length = row % 23 === 0 ? '' : (bill + 2 * random.normal()).toFixed(1);
    return [row + 1, name, code, length, Math.round(mass + 250 * random.normal()), island, sex, 'wild'].join(
      ',',
    );
  });
  return `id,species,code,bill length,mass,island,sex,state\n${rows.join('\n')}\n`;
}

/** The last logs of a training of the model, untouched. */
function trained(model: string): Readonly<Record<string, number>> {
  const { stdout, stderr } = kmodel(['train', model, '-o', 'run', '--force', '--json'], folder);
  const events = stdout.split('\n').filter((line) => line.startsWith('{"event":"epoch"'));
  expect(stderr).not.toContain('error');
  return (JSON.parse(events.at(-1)!) as { logs: Record<string, number> }).logs;
}

const init = (...args: readonly string[]) => kmodel(['init', '--from', ...args], folder);

describe('a model for a table', () => {
  it('is written with what it leaves out, and trains as it stands', () => {
    writeFileSync(at('birds.csv'), birds());
    const { code, stderr, stdout } = init('birds.csv', '--target', 'species');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('`id` is left out: it numbers the rows.');
    expect(stderr).toContain('`code` is left out: it repeats the target `species`.');
    expect(stderr).toContain('`state` is left out: it is the same in every row.');
    const text = readFileSync(at('birds/birds.kmodel'), 'utf8');
    expect(text).toContain('input numbers: float32[2] { missing: median }');
    expect(text).toContain('columns: {numbers: ["bill length", "mass"]}');
    expect(text).toContain('classes: ["Adelie", "Chinstrap", "Gentoo"]');
    const checked = kmodel(['check', 'birds/birds.kmodel', '--json'], folder);
    expect(JSON.parse(checked.stdout)).toEqual({ diagnostics: [] });
    expect(kmodel(['format', '--check', 'birds/birds.kmodel'], folder).code).toBe(0);
    expect(trained('birds/birds.kmodel').val_accuracy).toBeGreaterThan(0.93);
  });

  it('then shows the words of the table: in the confusion matrix, and for new rows with gaps', () => {
    const weights = ['--weights', 'run/last.safetensors'];
    const report = kmodel(['evaluate', 'birds/birds.kmodel', ...weights, '--report'], folder).stdout;
    expect(report).toMatch(/Is \\ said +Adelie +Chinstrap +Gentoo/);
    writeFileSync(at('new.csv'), 'bill length,mass,island,sex\n,5200,Biscoe,\n39,,Torgersen,male\n');
    const predict = ['predict', 'birds/birds.kmodel', ...weights, '--data', 'new.csv', '-o', '-'];
    const lines = kmodel(predict, folder).stdout.split('\n');
    expect(lines[0]).toBe('species,species_Adelie,species_Chinstrap,species_Gentoo');
    expect(lines.slice(1, 3).map((line) => line.split(',')[0])).toEqual(['Gentoo', 'Adelie']);
  });

  it('underlines a column that is misspelt, with the nearest one', () => {
    const path = at('birds/birds.kmodel');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"bill length"', '"bill lenght"'));
    const { stdout, stderr } = kmodel(['check', 'birds/birds.kmodel'], folder);
    expect(stdout + stderr).toContain('birds.csv has no column `bill lenght`. Did you mean `bill length`?');
  });

  it('predicts a number in its own units', () => {
    const random = createRandom(2, 'cars');
    const rows = Array.from({ length: 250 }, () => {
      const weight = 1600 + 3000 * random.uniform();
      const year = 70 + Math.floor(13 * random.uniform());
      return `${(90 - weight / 70 + year / 3 + random.normal()).toFixed(1)},${weight.toFixed(0)},${year}`;
    });
    writeFileSync(at('cars.csv'), `reach,weight,year\n${rows.join('\n')}\n`);
    init('cars.csv', '--target', 'reach', 'made');
    expect(trained('made/cars.kmodel').val_mae).toBeLessThan(2);
  });

  it('learns from texts, in a table whose names the language does not take', () => {
    const random = createRandom(3, 'mail');
    const pick = (words: readonly string[]) => words[Math.floor(random.uniform() * words.length)]!;
    const rows = Array.from({ length: 200 }, (_, row) => {
      const own = row % 2 === 0 ? ['prize', 'win', 'call'] : ['home', 'later', 'dinner'];
      const all = [...own, 'the', 'a', 'you', 'now'];
      const text = Array.from({ length: 7 }, () => pick(all)).join(' ');
      return `${row % 2 === 0 ? 'spam' : 'ham'}\t${pick(own)} ${text} ${row}`;
    });
    writeFileSync(at('mail.tsv'), `1st-Label\tthe text\n${rows.join('\n')}\n`);
    expect(init('mail.tsv', '--target', '1st-Label').stderr).not.toContain('error');
    expect(trained('mail/mail.kmodel').val_accuracy).toBeGreaterThan(0.9);
  });

  it('predicts several columns', () => {
    writeFileSync(at('both.csv'), birds());
    init('both.csv', '--target', 'species,mass');
    expect(Object.keys(trained('both/both.kmodel'))).toEqual(
      expect.arrayContaining(['val_species_accuracy', 'val_mass_mae']),
    );
  });
});

describe('a table that no model can be made for', () => {
  const table = 'x,y,name,same\n1,2,Ann,1\n2,,Bob,1\n3,4,Cid,1\n';

  it.each([
    [['none.csv', '--target', 'y'], 1, 'none.csv cannot be read: it does not exist.'],
    [['odd.csv', '--target', 'z'], 1, 'odd.csv has no column `z`.'],
    [['odd.csv', '--target', 'y'], 1, '`y` has no value in 1 of 3 rows, and a target needs one in each.'],
    [
      ['odd.csv', '--target', 'name'],
      1,
      '`name` has 3 different words in 3 rows, which are too many for classes.',
    ],
    [['odd.csv', '--target', 'same'], 1, '`same` is the same in every row: there is nothing to learn.'],
    [['odd.npz', '--target', 'y'], 1, 'odd.npz is no table.'],
    [['odd.csv'], 2, '`kmodel init --from` needs to know what to predict.'],
  ])('%j', (args, code, sentence) => {
    writeFileSync(at('odd.csv'), table);
    const result = init(...args);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(sentence);
  });

  it('never writes over a file', () => {
    writeFileSync(at('few.csv'), 'x,y\n1,2\n2,5\n4,9\n4,8\n');
    expect(init('few.csv', '--target', 'y').code).toBe(0);
    const again = init('few.csv', '--target', 'y');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('few/few.kmodel is there already.');
  });

  it('needs a table for a target', () => {
    expect(kmodel(['init', '--target', 'y'], folder).code).toBe(2);
  });
});
