import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

const folder = emptyFolder();
const at = (name: string) => join(folder, name);

/** y is twice the length, and a row weighs what `importance` says. */
const rows = Array.from(
  { length: 40 },
  (_, row) => `${row / 40},${row / 20},${(row % 2) + 1},2024-01-${(row % 28) + 1}`,
);
const table = (some: readonly string[]) => `length,y,importance,seen\n${some.join('\n')}\n`;

function model(entries: string, input = 'input x: float32[1]'): string {
  return `model Line {
  ${input}
  head y = x -> Dense(1) { loss: mse }
  train {
    epochs: 2
    seed: 1
  }
  data {
    ${entries}
  }
}
`;
}

const source = 'source: "line.csv"\n    columns: { x: "length" }';

beforeAll(() => {
  mkdirSync(at('m'), { recursive: true });
  writeFileSync(at('package.json'), '{}');
  writeFileSync(at('m/line.csv'), table(rows));
  writeFileSync(at('m/first.csv'), table(rows.slice(0, 30)));
  writeFileSync(at('m/last.csv'), table(rows.slice(30)));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Trains the model of a text and gives what was logged last. */
function train(text: string, ...args: readonly string[]) {
  writeFileSync(at('m/line.kmodel'), text);
  const result = kmodel(['train', 'm/line.kmodel', '--json', '-o', 'run', '--force', ...args], folder);
  const lines = result.stdout.split('\n').filter((line) => line.startsWith('{'));
  const events = lines.map((line) => JSON.parse(line) as { event: string; logs?: Record<string, number> });
  return { ...result, logs: events.findLast(({ event }) => event === 'epoch')?.logs };
}

const evaluate = (...args: readonly string[]) => {
  const weights = ['--weights', 'run/last.safetensors'];
  const { stdout, stderr, code } = kmodel(
    ['evaluate', 'm/line.kmodel', ...weights, '--json', ...args],
    folder,
  );
  return { code, stderr, logs: code === 0 ? (JSON.parse(stdout) as { loss: number }) : undefined };
};

describe('a model that says where its data is', () => {
  it('trains without --data, by paths from its own folder', () => {
    const { code, logs, stderr } = train(model(source));
    expect({ code, stderr: stderr.includes('error') }).toEqual({ code: 0, stderr: false });
    expect(Object.keys(logs!)).toEqual(['loss']);
  });

  it('trains the same on tables that follow each other, in a list or by a pattern', () => {
    const whole = train(model(source)).logs;
    const columns = 'columns: { x: "length" }';
    expect(train(model(`source: ["first.csv", "last.csv"]\n    ${columns}`)).logs).toEqual(whole);
    expect(train(model(`source: "*st.csv"\n    ${columns}`)).logs).toEqual(whole);
  });

  it('trains on other data with --data, whose columns have either name', () => {
    writeFileSync(at('other.csv'), 'x,y\n1,2\n2,4\n');
    expect(train(model(source), '--data', 'other.csv').code).toBe(0);
    writeFileSync(at('same.csv'), 'length,y\n1,2\n2,4\n');
    expect(train(model(source), '--data', 'same.csv').code).toBe(0);
  });

  it('keeps a share for validation, which evaluate takes', () => {
    const { logs } = train(model(`${source}\n    validation: 0.25`));
    expect(Object.keys(logs!)).toEqual(['loss', 'val_loss']);
    expect(evaluate().logs!.loss).toBeCloseTo(logs!.val_loss!, 5);
  });

  it('knows that share by the seed of the run, whose folder or file is named', () => {
    const text = model(`${source}\n    validation: 0.25`).replace('seed: 1', '');
    const { logs } = train(text);
    expect(evaluate().logs!.loss).toBeCloseTo(logs!.val_loss!, 5);
    expect(evaluate('--weights', 'run').logs!.loss).toBeCloseTo(logs!.val_loss!, 5);
    const none = kmodel(['evaluate', 'm/line.kmodel', '--weights', 'm'], folder);
    expect(none.code).toBe(1);
  });

  it('draws that share by the seed, and takes the last rows without shuffling', () => {
    const text = model(`${source}\n    validation: 0.25`);
    const drawn = train(text).logs!.val_loss!;
    expect(train(text).logs!.val_loss).toBe(drawn);
    const last = train(text, '--no-shuffle').logs!;
    const split = model('source: "first.csv"\n    columns: { x: "length" }\n    validation: "last.csv"');
    expect(train(split, '--no-shuffle').logs).toEqual(last);
    expect(last.val_loss).not.toBe(drawn);
  });

  it('is evaluated on its test data before its validation', () => {
    const text = model(`${source}\n    validation: 0.25\n    test: "last.csv"`);
    train(text);
    expect(evaluate().logs).toEqual(evaluate('--data', 'm/last.csv').logs);
  });

  it('weighs samples by a column', () => {
    const plain = train(model(source)).logs!.loss;
    expect(train(model(`${source}\n    weights: "importance"`)).logs!.loss).not.toBe(plain);
    const byHead = model(source.replace('}', ', y_weight: "importance" }'));
    expect(train(byHead).logs).toEqual(train(model(`${source}\n    weights: "importance"`)).logs);
  });

  it('reads dates and decimal commas where that is said', () => {
    const days = model('source: "line.csv"\n    columns: { x: "seen" }\n    days: ["seen"]');
    expect(train(days).code).toBe(0);
    const parts = model(
      'source: "line.csv"\n    columns: { x: ["seen", "length"] }\n    date_parts: ["seen"]',
      'input x: float32[5]',
    );
    expect(train(parts).code).toBe(0);
    writeFileSync(at('m/commas.csv'), 'x;y\n0,5;1\n1,5;3\n');
    expect(train(model('source: "commas.csv"\n    decimal: ","')).code).toBe(0);
    expect(train(model('source: "commas.csv"')).stderr).toContain('Say `decimal: ","` in `data`');
  });

  it('goes on where it was stopped, and can be repeated', () => {
    const text = model(`${source}\n    validation: 0.25`);
    const whole = train(text, '--epochs', '4').logs;
    train(text, '--epochs', '2');
    const run = ['train', 'm/line.kmodel', '-o', 'run', '--resume', '--epochs', '4', '--json'];
    const resumed = kmodel(run, folder);
    expect(resumed.stdout).toContain(JSON.stringify(whole));
    const replayed = kmodel(['replay', 'run', '--folder', '.'], folder);
    expect(replayed.stderr).toContain('comes to the same values in all');
  });

  it('cannot go on with other data', () => {
    train(model(source));
    const before = readFileSync(at('m/line.csv'));
    writeFileSync(at('m/line.csv'), table(rows.map((row) => row.replace('0.5,', '0.6,'))));
    const { code, stderr } = kmodel(
      ['train', 'm/line.kmodel', '-o', 'run', '--resume', '--epochs', '4'],
      folder,
    );
    writeFileSync(at('m/line.csv'), before);
    expect(code).toBe(1);
    expect(stderr).toMatch(/data/);
  });
});

describe('data that is wrong', () => {
  it('is none at all', () => {
    const { code, stderr } = train(
      'model Line {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n}\n',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('`kmodel train` needs data.');
  });

  it('has other columns in another file', () => {
    writeFileSync(at('m/last-2.csv'), 'y,size\n1,2\n');
    const { code, stderr } = train(model('source: ["line.csv", "last-2.csv"]\n    columns: { x: "length" }'));
    expect(code).toBe(1);
    expect(stderr).toContain(
      'last-2.csv has other columns than line.csv: it lacks `length`, `importance` and `seen` and has `size` besides.',
    );
    rmSync(at('m/last-2.csv'));
  });

  it('changes its type far behind what the checker sees', () => {
    writeFileSync(at('m/late.csv'), `length,y\n${'1,2\n'.repeat(100_000)}one,2\n`);
    const { code, stderr } = train(model(source.replace('line.csv', 'late.csv')));
    expect(code).toBe(1);
    expect(stderr).toContain('late.csv, line 100002, column `length`: "one" is no number.');
  });

  it('has a date that is none', () => {
    writeFileSync(at('m/dates.csv'), 'x,y\n2024-02-31,1\n');
    expect(train(model('source: "dates.csv"\n    days: ["x"]')).stderr).toContain(
      'dates.csv, line 2, column `x`: "2024-02-31" is no date.',
    );
  });

  it('is nowhere', () => {
    const { code, stderr } = train(model('source: "nowhere.csv"'));
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere.csv cannot be read: it does not exist.');
  });

  it('leaves nothing to train on', () => {
    expect(train(model(`${source}\n    validation: 0.999`)).stderr).toContain(
      'A validation share of 0.999 leaves none of 40 rows for training.',
    );
  });
});
