import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import {
  createModel,
  EarlyStopping,
  KmodelError,
  ModelCheckpoint,
  type Callback,
  type FitOptions,
  type FitResult,
  type ModelOptions,
  type RunOptions,
} from '../../../runtime/index.ts';
import { latestFolder } from '../../../runtime/run/folder.ts';
import { lockFolder } from '../../../runtime/run/lock.ts';
import { readRecord } from '../../../runtime/run/record.ts';
import { testEngine } from '../../support/engine.ts';

const plain = `model Line {
  input x: float32[1]
  branch h = x -> Dense(2, activation: relu)
  head y = h -> Dense(1) { loss: mse }
  train { optimizer: SGD(learning_rate: 0.1), epochs: 4, batch_size: 2, seed: 1 }
}`;

const x = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7).map((value) => value / 8);
const data = { x: { shape: [8, 1], data: x }, y: { shape: [8, 1], data: x.map((value) => 2 * value + 1) } };

const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'kmodel-run-')), 'run');

interface Trial extends Omit<FitOptions, 'run'> {
  readonly text?: string;
  readonly model?: ModelOptions;
  readonly run: RunOptions;
  readonly samples?: typeof data;
}

async function fit({
  text = plain,
  model: options = {},
  samples = data,
  ...fitting
}: Trial): Promise<FitResult> {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join());
  const model = await createModel(graph, { engine: await testEngine(), ...options });
  return model.fit(samples, { onMessage: () => undefined, ...fitting });
}

/** Trains so many steps and is interrupted then. */
async function interrupted(trial: Trial, steps: number): Promise<FitResult> {
  const stop = new AbortController();
  let done = 0;
  const count: Callback = { onTrainBatchEnd: () => void (++done === steps && stop.abort()) };
  return fit({ ...trial, callbacks: [...[trial.callbacks ?? []].flat(), count], signal: stop.signal });
}

async function complaint(use: Promise<unknown>): Promise<string> {
  try {
    await use;
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(KmodelError);
    return (error as Error).message;
  }
}

const bytes = (folder: string, name = 'last.safetensors') =>
  readFileSync(join(folder, name)).toString('base64');

describe('a run of a program', () => {
  it('leaves what `kmodel train` leaves, and a record', async () => {
    const folder = newFolder();
    await fit({ run: { folder } });
    expect(readdirSync(folder).sort()).toEqual([
      'best.safetensors',
      'checkpoint.safetensors',
      'events.jsonl',
      'history.json',
      'last.safetensors',
      'run.json',
      'settings.json',
    ]);
    expect(readRecord(folder)).toMatchObject({ model: 'Line', state: 'done', seed: 1, threads: null });
  });

  it('keeps the best weights that a callback of the model saves under that name', async () => {
    const folder = newFolder();
    const text = plain.replace(
      'epochs: 4',
      'epochs: 4, callbacks: [ModelCheckpoint("best.safetensors", monitor: loss, mode: max, save_best_only: true), ModelCheckpoint("first.safetensors", monitor: loss, mode: max, save_best_only: true)]',
    );
    await fit({ text, run: { folder } });
    expect(bytes(folder, 'best.safetensors')).toBe(bytes(folder, 'first.safetensors'));
    expect(bytes(folder, 'best.safetensors')).not.toBe(bytes(folder));
  });

  it('may be named by a text alone', async () => {
    const folder = newFolder();
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': plain }));
    await (await createModel(graph!, { engine: await testEngine() })).fit(data, { run: folder });
    expect(existsSync(join(folder, 'last.safetensors'))).toBe(true);
  });

  it('records that it failed, and saves no weights that are no numbers', async () => {
    const folder = newFolder();
    const spoil: Callback = { onEpochEnd: () => undefined };
    const text = plain
      .replace('0.1)', '1e38)')
      .replace('epochs: 4', 'epochs: 4, callbacks: [TerminateOnNaN()]');
    expect(await complaint(fit({ text, run: { folder }, callbacks: [spoil] }))).toMatch(
      /The run ends with weights that are no numbers: `\w+\/\w+` holds (NaN|-?Infinity)\. They are not saved\./,
    );
    expect(readRecord(folder)).toMatchObject({ state: 'failed' });
    expect(readdirSync(folder).sort()).toEqual(['events.jsonl', 'run.json', 'settings.json']);
  });
});

describe('numbered runs', () => {
  it('count from one, and `latest` points to the newest', async () => {
    const under = newFolder();
    await fit({ run: { under } });
    await fit({ run: { under }, model: { seed: 2 } });
    expect(readdirSync(under).sort()).toEqual(['1', '2', 'latest']);
    expect(readlinkSync(join(under, 'latest'))).toBe('2');
    expect(latestFolder(under)).toBe(join(under, '2'));
    expect(bytes(join(under, '1'))).not.toBe(bytes(join(under, '2')));
  });

  it('are found by their numbers where `latest` is lost, and there is none in an empty folder', () => {
    const under = newFolder();
    expect(latestFolder(under)).toBeUndefined();
    mkdirSync(join(under, '9'), { recursive: true });
    mkdirSync(join(under, '10'));
    expect(latestFolder(under)).toBe(join(under, '10'));
    writeFileSync(join(under, 'latest'), '9\n');
    expect(latestFolder(under)).toBe(join(under, '9'));
  });
});

describe('a folder that holds a run', () => {
  it('takes the same run again, and no other one', async () => {
    const folder = newFolder();
    await fit({ run: { folder } });
    const before = bytes(folder);
    await fit({ run: { folder } });
    expect(bytes(folder)).toBe(before);

    const other = (trial: Omit<Trial, 'run'>) => complaint(fit({ ...trial, run: { folder } }));
    const seed = plain.replace('seed: 1', 'seed: 2');
    expect(await other({ text: seed })).toBe(`${folder} holds another run: the seed is 1 there, and 2 here.`);
    expect(await other({ text: plain.replace('relu', 'tanh') })).toContain(
      '`activation` of `h_dense` is relu there, and tanh here.',
    );
    expect(await other({ batchSize: 4 })).toContain('the batch size is 2 there, and 4 here.');
    expect(await other({ epochs: 2 })).toContain('it has 4 epochs behind it, and this one asks for 2.');
    expect(bytes(folder)).toBe(before);
  });

  it('takes another one by force, and nothing of the first is left', async () => {
    const folder = newFolder();
    await fit({ run: { folder }, epochs: 3 });
    const { history } = await fit({ run: { folder, force: true }, epochs: 1, model: { seed: 5 } });
    expect(history.loss).toHaveLength(1);
    expect(readRecord(folder)).toMatchObject({ seed: 5 });
  });

  it('takes one run at a time', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    const unlock = lockFolder(folder);
    expect(await complaint(fit({ run: { folder } }))).toBe(
      `Another run is writing into ${folder} (process ${process.pid}).`,
    );
    unlock();
    expect(await complaint(fit({ run: { folder } }))).toBe('');
    expect(existsSync(join(folder, '.lock'))).toBe(false);
  });

  it('is taken over from a process that is gone, and cleared of what that had half-written', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    // No system gives such a number to a process.
    const gone = { process: 2 ** 30, host: (await import('node:os')).hostname(), began: null };
    writeFileSync(join(folder, '.lock'), JSON.stringify(gone));
    writeFileSync(join(folder, `last.safetensors.${2 ** 30}.tmp`), 'half');
    await fit({ run: { folder } });
    expect(readdirSync(folder).filter((name) => /tmp$|lock/.test(name))).toEqual([]);
  });

  it('is taken over from a process whose number another one has now, and from a lock cut short', () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, '.lock'), JSON.stringify({ process: process.pid, host: 'x', began: '1' }));
    expect(() => lockFolder(folder)).toThrow('Another run is writing into');
    writeFileSync(join(folder, '.lock'), '{"proc');
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a resumed run', () => {
  it('comes to the same bits, from the midst of an epoch, with the seed that it began with', async () => {
    const [whole, parts] = [newFolder(), newFolder()];
    const text = plain.replace(', seed: 1', '');
    await fit({ text, run: { folder: whole }, model: { seed: 7 } });
    await interrupted({ text, run: { folder: parts }, model: { seed: 7 } }, 6);
    expect(readRecord(parts)).toMatchObject({ state: 'interrupted' });
    await fit({ text, run: { folder: parts, resume: true } });
    expect(bytes(parts)).toBe(bytes(whole));
    expect(bytes(parts, 'best.safetensors')).toBe(bytes(whole, 'best.safetensors'));
    expect(bytes(parts, 'history.json')).toBe(bytes(whole, 'history.json'));
    expect(readRecord(parts)).toMatchObject({ state: 'done', seed: 7 });
  });

  const stopping = plain.replace(
    'epochs: 4',
    'epochs: 9, callbacks: [EarlyStopping(monitor: "loss", min_delta: 1000, patience: 1, restore_best_weights: true)]',
  );

  it('does not train on where early stopping had ended it', async () => {
    const folder = newFolder();
    const { history } = await fit({ text: stopping, run: { folder } });
    expect(history.loss).toHaveLength(2);
    const before = bytes(folder);
    for (let time = 0; time < 2; time++) {
      const again = await fit({ text: stopping, run: { folder, resume: true } });
      expect(again).toMatchObject({ end: 'stopped', steps: 0, history });
      expect(again.outcomes[0]).toContain('Stopped early after epoch 2');
      expect(bytes(folder)).toBe(before);
    }
  });

  it('goes on from its last weights, not from those that were put back at its end', async () => {
    const text = plain.replace(
      'epochs: 4',
      'epochs: 4, callbacks: [EarlyStopping(monitor: "loss", mode: max, patience: 99, restore_best_weights: true)]',
    );
    const [whole, parts] = [newFolder(), newFolder()];
    await fit({ text, run: { folder: whole }, epochs: 6 });
    await fit({ text, run: { folder: parts } });
    await fit({ text, run: { folder: parts, resume: true }, epochs: 6 });
    expect(bytes(parts, 'checkpoint.safetensors').length).toBe(bytes(whole, 'checkpoint.safetensors').length);
    expect(bytes(parts, 'history.json')).toBe(bytes(whole, 'history.json'));
    expect(bytes(parts)).toBe(bytes(whole));
  });

  it.each([
    [
      'other data',
      { samples: { ...data, y: { ...data.y, data: data.y.data.map((v) => v + 1) } } },
      'the training data is another one',
    ],
    [
      'fewer samples',
      { samples: { x: { shape: [4, 1], data: x.slice(0, 4) }, y: { shape: [4, 1], data: x.slice(0, 4) } } },
      'the training data is another one',
    ],
    ['bigger batches', { batchSize: 8 }, 'the batch size is 2 there, and 8 here'],
    ['another order', { shuffle: false }, 'the shuffling is true there, and false here'],
    [
      'another activation',
      { text: plain.replace('relu', 'tanh') },
      '`activation` of `h_dense` is relu there, and tanh here',
    ],
    [
      'another optimizer',
      { text: plain.replace('SGD(learning_rate: 0.1)', 'SGD(learning_rate: 0.1, momentum: 0.5)') },
      'the `momentum` of the optimizer is 0 there, and 0.5 here',
    ],
    ['another loss', { text: plain.replace('mse', 'mae') }, 'the loss of head `y` is another one'],
    [
      'a callback of the model more',
      { text: plain.replace('epochs: 4', 'epochs: 4, callbacks: [TerminateOnNaN()]') },
      'the list of callbacks is another one',
    ],
    [
      'a callback of the program more',
      { callbacks: [new EarlyStopping({ monitor: 'loss' })] },
      'the callbacks of the program is none there, and EarlyStopping here',
    ],
    ['another seed', { model: { seed: 9 } }, 'The run began with the seed 1, and cannot go on with 9'],
  ] satisfies readonly (readonly [string, Omit<Trial, 'run'>, string])[])(
    'refuses %s',
    async (_, change, message) => {
      const folder = newFolder();
      await interrupted({ run: { folder } }, 6);
      const before = bytes(folder, 'checkpoint.safetensors');
      expect(await complaint(fit({ ...change, run: { folder, resume: true } }))).toContain(message);
      expect(bytes(folder, 'checkpoint.safetensors')).toBe(before);
    },
  );

  it('takes another learning rate where it is told to, and no other way', async () => {
    const folder = newFolder();
    const text = plain.replace('0.1', '0.01');
    await fit({ run: { folder }, epochs: 2 });
    expect(await complaint(fit({ text, run: { folder, resume: true } }))).toContain(
      'the `learning_rate` of the optimizer is 0.1 there, and 0.01 here',
    );
    let rate = 0;
    const look: Callback = {
      onTrainEnd: () => undefined,
      onTrainBegin: ({ model }) => void (rate = model.learningRate),
    };
    await fit({ run: { folder, resume: true, learningRate: 0.01 }, callbacks: [look] });
    expect(rate).toBeCloseTo(0.01, 7);
  });

  it('says that there is nothing to resume', async () => {
    const folder = newFolder();
    expect(await complaint(fit({ run: { folder, resume: true } }))).toContain('There is no checkpoint in');
  });

  it('counts epochs on for a ModelCheckpoint, and leaves the files of earlier ones alone', async () => {
    const folder = newFolder();
    const text = plain.replace(
      'epochs: 4',
      'epochs: 4, callbacks: [ModelCheckpoint("w_{epoch:02d}.safetensors")]',
    );
    await interrupted({ text, run: { folder } }, 10);
    const first = bytes(folder, 'w_01.safetensors');
    await fit({ text, run: { folder, resume: true } });
    expect(bytes(folder, 'w_01.safetensors')).toBe(first);
    expect(
      readdirSync(folder)
        .filter((name) => name.startsWith('w_'))
        .sort(),
    ).toEqual([1, 2, 3, 4].map((epoch) => `w_0${epoch}.safetensors`));
    const save = new ModelCheckpoint(join(folder, 'v_{epoch}.safetensors'), { saveFreq: 1 });
    await interrupted({ text, run: { folder, force: true }, callbacks: [save] }, 6);
    await interrupted(
      {
        text,
        run: { folder, resume: true },
        callbacks: [new ModelCheckpoint(join(folder, 'v_{epoch}.safetensors'), { saveFreq: 1 })],
      },
      1,
    );
    expect(existsSync(join(folder, 'v_2.safetensors'))).toBe(true);
  });

  it('writes each line of a CSVLogger once, also where a kill lost the checkpoint of the last one', async () => {
    const folder = newFolder();
    const text = plain.replace('epochs: 4', 'epochs: 4, callbacks: [CSVLogger("log.csv")]');
    await interrupted({ text, run: { folder } }, 10);
    // As a kill after the line of epoch 2 and before its checkpoint leaves it.
    const log = join(folder, 'log.csv');
    writeFileSync(log, `${readFileSync(log, 'utf8')}2,0.5\n`);
    await fit({ text, run: { folder, resume: true } });
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['epoch', '0', '1', '2', '3']);
  });
});
