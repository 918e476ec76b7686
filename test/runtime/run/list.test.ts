import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../runtime/run/compare.ts';
import { findRun, listRuns, readRun } from '../../../runtime/run/list.ts';
import { line, newFolder, trainIn } from './support.ts';

/** A folder with two runs in it: `Line/1`, and `Line/2` with a wider model and another rate. */
async function twoRuns(): Promise<string> {
  const folder = newFolder();
  await trainIn(join(folder, 'Line/1'));
  const wider = line
    .replace('x -> Dense(1)', 'x -> Dense(4, name: "hidden") -> Dense(1)')
    .replace('0.1', '0.05')
    .replace('epochs: 3', 'epochs: 2');
  await trainIn(join(folder, 'Line/2'), { '/project/line.kmodel': wider });
  return folder;
}

describe('a list of runs', () => {
  it('has the newest first, with the logs of the last epoch', async () => {
    const folder = await twoRuns();
    const runs = listRuns(folder);
    expect(runs.map(({ name, state, epochs }) => [name, state, epochs])).toEqual([
      ['Line/2', 'done', 2],
      ['Line/1', 'done', 3],
    ]);
    expect(runs[0]!.logs['loss']).toBeTypeOf('number');
  });

  it('has a run once, although `latest` leads to it', async () => {
    const folder = await twoRuns();
    symlinkSync('2', join(folder, 'Line/latest'));
    expect(listRuns(folder)).toHaveLength(2);
  });

  it('shows a run whose process was killed as interrupted', async () => {
    const folder = newFolder();
    await trainIn(join(folder, 'a'));
    const path = join(folder, 'a/run.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"done"', '"running"'));
    expect(listRuns(folder)[0]!.state).toBe('interrupted');
  });

  it('says how long such a run took, as far as it was logged', async () => {
    const folder = newFolder();
    await trainIn(join(folder, 'a'));
    const path = join(folder, 'a/run.json');
    const whole = JSON.parse(readFileSync(path, 'utf8')) as { seconds: number };
    writeFileSync(path, JSON.stringify({ ...whole, state: 'running', end: null, seconds: 0 }));
    const { seconds } = listRuns(folder)[0]!.record;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(whole.seconds);
  });

  it('passes over what is no run, is torn, or of another version', () => {
    const folder = newFolder();
    for (const [name, text] of [
      ['a', '{'],
      ['b', '{"id": 3}'],
      ['c', ''],
      ['d', '[]'],
      ['e', 'null'],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'run.json'), text);
    }
    mkdirSync(join(folder, 'f'));
    expect(listRuns(folder)).toEqual([]);
  });

  it('has a run without events', async () => {
    const folder = newFolder();
    await trainIn(join(folder, 'a'));
    rmSync(join(folder, 'a/events.jsonl'));
    expect(listRuns(folder)).toMatchObject([{ epochs: 0, logs: {} }]);
  });

  it('says that a folder is not there', () => {
    expect(() => listRuns('/no/such/folder')).toThrow('There is no folder /no/such/folder.');
  });
});

describe('a run is found', () => {
  it('by its path, its name, or the model of which it is the latest', async () => {
    const folder = await twoRuns();
    symlinkSync('2', join(folder, 'Line/latest'));
    expect(findRun(join(folder, 'Line/1'), 'runs').record.model).toBe('Line');
    expect(findRun('Line/1', folder).name).toBe('Line/1');
    expect(findRun('Line', folder).path).toBe(join(folder, 'Line/latest'));
    expect(() => findRun('Line/3', folder)).toThrow('There is no run `Line/3`.');
  });
});

describe('two runs are compared', () => {
  it('by settings, layers and what they came to', async () => {
    const folder = await twoRuns();
    const { settings, metrics, layers } = compareRuns(findRun('Line/1', folder), findRun('Line/2', folder));
    expect(settings).toContainEqual({ name: 'the `learning_rate` of the optimizer', a: '0.1', b: '0.05' });
    expect(layers).toEqual({ added: ['`hidden` (Dense)'], removed: [], changed: [] });
    expect(metrics.map(({ name }) => name)).toEqual(['loss']);
  });

  it('names changed arguments', async () => {
    const [a, b] = [newFolder(), newFolder()];
    const text = line.replace('x -> Dense(1)', 'x -> Dense(4, name: "hidden") -> Dense(1)');
    await trainIn(a, { '/w/m.kmodel': text });
    await trainIn(b, { '/w/m.kmodel': text.replace('Dense(4,', 'Dense(8, activation: relu,') });
    expect(compareRuns(readRun(a)!, readRun(b)!).layers.changed).toEqual([
      '`hidden`: `units` 4 → 8',
      expect.stringMatching(/^`hidden`: `activation` null → /),
    ]);
  });

  it('that are the same have nothing that differs', async () => {
    const [a, b] = [newFolder(), newFolder()];
    await trainIn(a);
    await trainIn(b);
    const { settings, layers } = compareRuns(readRun(a)!, readRun(b)!);
    expect(settings).toEqual([]);
    expect(layers).toEqual({ added: [], removed: [], changed: [] });
  });
});
