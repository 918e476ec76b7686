import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { loggedValues } from '../../../compiler/graph/logged-values.ts';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import {
  createModel,
  CSVLogger,
  EarlyStopping,
  LearningRateScheduler,
  ModelCheckpoint,
  ReduceLROnPlateau,
  TerminateOnNaN,
  type Callback,
  type FitResult,
  type Model,
} from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';
import { formatPath } from '../../../runtime/callbacks/model-checkpoint.ts';

const text = `model Line {
  input x: float32[1]
  head y = x -> Dense(1) { loss: mse }
  train { optimizer: SGD(learning_rate: 0.1), epochs: 6, batch_size: 4, seed: 1 }
}`;

const x = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7).map((value) => value / 8);
const data = { x: { shape: [8, 1], data: x }, y: { shape: [8, 1], data: x.map((value) => 2 * value + 1) } };

async function model(): Promise<Model> {
  const { graph } = compileModel('line.kmodel', createMemoryHost({ 'line.kmodel': text }));
  return createModel(graph!, { engine: await testEngine() });
}

describe('hooks', () => {
  it('are called in the order of Keras', async () => {
    const calls: string[] = [];
    const note =
      (name: string) =>
      (...args: unknown[]): void =>
        void calls.push(typeof args[0] === 'number' ? `${name} ${args[0]}` : name);
    const watch: Callback = {
      onTrainBegin: note('train begin'),
      onEpochBegin: note('epoch begin'),
      onTrainBatchBegin: note('batch begin'),
      onTrainBatchEnd: note('batch end'),
      onTestBegin: note('test begin'),
      onTestBatchEnd: note('test batch end'),
      onTestEnd: note('test end'),
      onEpochEnd: note('epoch end'),
      onTrainEnd: note('train end'),
    };
    await (await model()).fit(data, { epochs: 1, callbacks: [watch], validationData: data });
    expect(calls).toEqual([
      'train begin',
      'epoch begin 0',
      'batch begin 0',
      'batch end 0',
      'batch begin 1',
      'batch end 1',
      'test begin',
      'test batch end 0',
      'test batch end 1',
      'test end',
      'epoch end 0',
      'train end',
    ]);
  });
});

describe('EarlyStopping', () => {
  it('ends the training after `patience` epochs without improvement', async () => {
    const stop = new EarlyStopping({ monitor: 'loss', minDelta: 1e9, patience: 2 });
    const { history, end } = await (await model()).fit(data, { callbacks: [stop] });
    expect(end).toBe('stopped');
    expect(history.loss).toHaveLength(3);
  });

  it('restores the weights of the best epoch', async () => {
    const trained = await model();
    const seen: number[] = [];
    const watch: Callback = { onEpochEnd: () => void seen.push(trained.getWeights()['y/kernel']!.data[0]!) };
    const stop = new EarlyStopping({ monitor: 'loss', mode: 'max', patience: 2, restoreBestWeights: true });
    await trained.fit(data, { callbacks: [watch, stop] });
    expect(trained.getWeights()['y/kernel']!.data[0]).toBe(seen[0]);
  });
});

describe('a callback in two trainings', () => {
  it('begins anew in the second: nothing of the first goes on', async () => {
    const stop = new EarlyStopping({ monitor: 'loss', minDelta: 1e9, patience: 3, restoreBestWeights: true });
    const rate = () => new ReduceLROnPlateau({ monitor: 'loss', minDelta: 1e9, patience: 2, factor: 0.5 });
    const shared = [stop, rate()];
    await (await model()).fit(data, { epochs: 3, callbacks: shared });
    const [second, alone] = [await model(), await model()];
    const again = await second.fit(data, { epochs: 6, callbacks: shared });
    const options = { monitor: 'loss', minDelta: 1e9, patience: 3, restoreBestWeights: true };
    const once = await alone.fit(data, { epochs: 6, callbacks: [new EarlyStopping(options), rate()] });
    expect(again).toMatchObject({ history: once.history, outcomes: once.outcomes, end: once.end });
    expect(second.getWeights()).toEqual(alone.getWeights());
  });

  it('goes on where a training is resumed', async () => {
    const callbacks = () => [new EarlyStopping({ monitor: 'loss', minDelta: 1e9, patience: 3 })];
    const trained = await model();
    const { progress } = await trained.fit(data, { epochs: 3, callbacks: callbacks() });
    const { history } = await trained.fit(data, { epochs: 9, callbacks: callbacks(), resume: progress });
    expect(history.loss).toHaveLength(4);
  });
});

describe('why a callback of a program ends a training', () => {
  it('is an outcome', async () => {
    const stopping = (reason?: string): Callback => {
      let end: ((reason?: string) => void) | undefined;
      return {
        onTrainBegin: ({ stop }) => void (end = stop),
        onEpochEnd: (epoch) => void (epoch === 1 && end?.(reason)),
      };
    };
    const options = { epochs: 4, onMessage: () => undefined };
    const first = await (await model()).fit(data, { ...options, callbacks: stopping('Good enough.') });
    expect(first).toMatchObject({ end: 'stopped', outcomes: ['Good enough.'] });
    const second = await (await model()).fit(data, { ...options, callbacks: stopping() });
    expect(second.outcomes).toEqual(['A callback ended the training.']);
  });
});

describe('the name of a checkpoint', () => {
  it('has no values that are not logged', async () => {
    const checkpoint = new ModelCheckpoint('w{epoch:02d}-{vl:.2f}.safetensors');
    await expect((await model()).fit(data, { callbacks: [checkpoint] })).rejects.toThrow(
      'ModelCheckpoint writes `{vl}` into the name of its file, which is not logged.',
    );
  });
});

describe('what a callback watches', () => {
  /** Trains with given values in the place of what the model logs. */
  async function watching(
    heads: string,
    callback: Callback,
    values: Readonly<Record<string, readonly number[]>>,
  ): Promise<FitResult & { readonly said: readonly string[] }> {
    const source = `model Named {\n  input x: float32[1]\n${heads}\n}`;
    const { graph, diagnostics } = compileModel('n.kmodel', createMemoryHost({ 'n.kmodel': source }));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const trained = await createModel(graph!, { engine: await testEngine(), seed: 1 });
    let epoch = 0;
    const script: Callback = {
      logsOfEpoch: () => {
        const now = epoch++;
        return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list[now]!]));
      },
    };
    const targets = Object.fromEntries(graph!.heads.map(({ name }) => [name, data.y]));
    const said: string[] = [];
    const result = await trained.fit(
      { x: data.x, ...targets },
      {
        epochs: Object.values(values)[0]!.length,
        callbacks: [script, callback],
        validationData: { x: data.x, ...targets },
        onMessage: (kind, text) => void said.push(`${kind}: ${text}`),
      },
    );
    return { ...result, said };
  }

  it.each(['sensor2', 'account', 'auction', 'precision_of_it'])(
    'is to fall where it is the loss of head `%s`',
    async (name) => {
      const heads = `  head ${name} = x -> Dense(1) { loss: mse }\n  head other = x -> Dense(1) { loss: mse }`;
      const stop = new EarlyStopping({ monitor: `val_${name}_loss` });
      const { end, history } = await watching(heads, stop, { [`val_${name}_loss`]: [3, 2, 1, 4] });
      expect(end).toBe('stopped');
      expect(history.loss).toHaveLength(4);
      expect(stop.epochOfBest).toBe(2);
    },
  );

  it.each(['accuracy', 'AUC()', 'BinaryIoU()', 'MeanIoU(num_classes: 2)', 'precision', 'R2Score()'])(
    'is to rise where it is %s',
    async (metric) => {
      const heads = `  head y = x -> Dense(1, activation: sigmoid) { loss: bce, metrics: [${metric}] }`;
      const { graph } = compileModel(
        'm.kmodel',
        createMemoryHost({ 'm.kmodel': `model M {\n  input x: float32[1]\n${heads}\n}` }),
      );
      const name = `val_${loggedValues(graph!.heads)[1]!.name}`;
      const stop = new EarlyStopping({ monitor: name });
      const binary = { ...data.y, data: data.y.data.map((value) => Number(value > 2)) };
      const trained = await createModel(graph!, { engine: await testEngine(), seed: 1 });
      let epoch = 0;
      await trained.fit(
        { x: data.x, y: binary },
        {
          epochs: 4,
          validationData: { x: data.x, y: binary },
          callbacks: [{ logsOfEpoch: () => ({ [name]: [1, 2, 3, 2][epoch++]! }) }, stop],
        },
      );
      expect(stop.epochOfBest).toBe(2);
    },
  );

  it('must be said for a count, which has no better direction', async () => {
    const heads = '  head y = x -> Dense(1, activation: sigmoid) { loss: mse, metrics: [TruePositives()] }';
    const values = { val_true_positives: [1, 2, 1] };
    const stop = (mode: 'auto' | 'max') => new EarlyStopping({ monitor: 'val_true_positives', mode });
    await expect(watching(heads, stop('auto'), values)).rejects.toThrow(
      'EarlyStopping cannot tell whether higher or lower values of `val_true_positives` are better.',
    );
  });

  it('is warned of once, with what there is, where it is never logged', async () => {
    const heads = '  head y = x -> Dense(1) { loss: mse, metrics: [mae] }';
    const { said, end } = await watching(heads, new EarlyStopping({ monitor: 'val_acc' }), { extra: [1, 2] });
    expect(end).toBe('done');
    expect(said).toEqual([
      'warning: EarlyStopping does nothing: `val_acc` is not logged. This run logs `loss`, `mae`, `val_loss`, `val_mae`, `extra`.',
    ]);
  });

  it('is warned of where a run has no validation data', async () => {
    const said: string[] = [];
    const onMessage = (_: string, text: string) => void said.push(text);
    await (
      await model()
    ).fit(data, { callbacks: [new ModelCheckpoint('w.safetensors', { saveBestOnly: true })], onMessage });
    expect(said).toEqual([
      'ModelCheckpoint does nothing: it watches `val_loss`, but this run has no validation data.',
    ]);
  });
});

describe('what callbacks say', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-callbacks-'));

  async function said(...callbacks: readonly Callback[]): Promise<readonly string[]> {
    const texts: string[] = [];
    const onMessage = (kind: string, text: string) => void texts.push(`${kind}: ${text}`);
    await (await model()).fit(data, { epochs: 4, callbacks, onMessage });
    return texts;
  }

  it('is why the training ended early, which epoch was best, and that its weights are back', async () => {
    const stop = { monitor: 'loss', minDelta: 1e9, patience: 2, restoreBestWeights: true };
    expect(await said(new EarlyStopping(stop))).toEqual([
      expect.stringMatching(
        /^outcome: Stopped early after epoch 3, since `loss` did not improve in 2 epochs: its best was [\d.]+, in epoch 1\.$/,
      ),
      'outcome: The weights are those of epoch 1 again, the best one.',
    ]);
  });

  it('is that a baseline was not reached', async () => {
    const [text] = await said(
      new EarlyStopping({ monitor: 'loss', baseline: 1e-9, patience: 1, minDelta: 1e9 }),
    );
    expect(text).toContain('since `loss` did not become better than 1e-9 in 2 epochs');
  });

  it('is a note with `verbose` alone', async () => {
    const plateau = { monitor: 'loss', minDelta: 1e9, patience: 2, factor: 0.5 };
    expect(await said(new ReduceLROnPlateau(plateau))).toEqual([]);
    expect(await said(new ReduceLROnPlateau({ ...plateau, verbose: 1 }))).toEqual([
      'note: Epoch 3: the learning rate falls to 0.05.',
    ]);
    const path = join(folder, 'w.safetensors');
    const save = new ModelCheckpoint(path, { monitor: 'loss', saveBestOnly: true, mode: 'max', verbose: 1 });
    const notes = await said(save);
    expect(notes[0]).toMatch(
      /^note: Epoch 1: `loss` improved to [\d.]+, weights saved in .*w\.safetensors\.$/,
    );
    expect(notes[1]).toMatch(/^note: Epoch 2: `loss` is [\d.]+, no better than [\d.]+\.$/);
  });

  it('goes to the console where a program does not listen, outcomes excepted', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const stop = new EarlyStopping({ monitor: 'loss', minDelta: 1e9, verbose: 1 });
    const quiet = new EarlyStopping({ monitor: 'loss', minDelta: 1e9 });
    const { outcomes } = await (await model()).fit(data, { callbacks: [stop, quiet, new EarlyStopping()] });
    expect(warn.mock.calls.flat()).toEqual([expect.stringContaining('has no validation data')]);
    expect(log.mock.calls.flat()).toEqual([expect.stringContaining('Stopped early after epoch 2')]);
    expect(outcomes).toEqual([expect.stringContaining('Stopped early after epoch 2')]);
    vi.restoreAllMocks();
  });
});

describe('learning rates', () => {
  it('follow a scheduler', async () => {
    const trained = await model();
    const rates: number[] = [];
    const schedule = new LearningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
    await trained.fit(data, {
      epochs: 3,
      callbacks: [schedule, { onEpochEnd: () => void rates.push(trained.learningRate) }],
    });
    expect(rates.map((rate) => rate.toFixed(4))).toEqual(['0.1000', '0.0500', '0.0250']);
  });

  it('fall on a plateau', async () => {
    const trained = await model();
    const plateau = new ReduceLROnPlateau({ monitor: 'loss', minDelta: 1e9, patience: 2, factor: 0.5 });
    const { history } = await trained.fit(data, { epochs: 5, callbacks: [plateau] });
    expect(trained.learningRate).toBeCloseTo(0.025, 6);
    // The rate that each epoch was trained with.
    expect((history.learning_rate as number[]).map((rate) => rate.toFixed(3))).toEqual([
      '0.100',
      '0.100',
      '0.100',
      '0.050',
      '0.050',
    ]);
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-callbacks-'));

  it('CSVLogger writes a line an epoch', async () => {
    const path = join(folder, 'log.csv');
    await (await model()).fit(data, { epochs: 2, callbacks: [new CSVLogger(path)] });
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('epoch,loss');
    expect(lines[2]).toMatch(/^1,\d/);
    expect(lines).toHaveLength(3);
  });

  it('ModelCheckpoint saves the best epochs under formatted names', async () => {
    const path = join(folder, 'weights-{epoch:02d}.safetensors');
    const save = new ModelCheckpoint(path, { monitor: 'loss', mode: 'max', saveBestOnly: true });
    await (await model()).fit(data, { epochs: 3, callbacks: [save] });
    expect(existsSync(join(folder, 'weights-01.safetensors'))).toBe(true);
    expect(existsSync(join(folder, 'weights-03.safetensors'))).toBe(false);
  });

  it('formats logs into paths as Python does', () => {
    expect(formatPath('w-{epoch:03d}-{val_loss:.2f}-{unknown}', { epoch: 7, val_loss: 0.1239 })).toBe(
      'w-007-0.12-{unknown}',
    );
  });
});

describe('TerminateOnNaN', () => {
  it('ends the training without an error', async () => {
    const trained = await model();
    trained.learningRate = 1e38;
    const { end } = await trained.fit(data, { callbacks: [new TerminateOnNaN()] });
    expect(end).toBe('stopped');
  });

  it('ends it with one where that is asked for', async () => {
    const trained = await model();
    trained.learningRate = 1e38;
    await expect(
      trained.fit(data, { callbacks: [new TerminateOnNaN({ raiseError: true })] }),
    ).rejects.toThrow(/The loss became \w+ in step \d of the epoch\./);
  });
});

describe('weights that are no numbers', () => {
  it('end the training where the last update makes them, and no checkpoint holds them', async () => {
    const trained = await model();
    const saved: number[] = [];
    // One step an epoch: its loss is that of the weights before.
    const overflow: Callback = {
      onTrainBatchBegin: () => {
        if (saved.length === 1) trained.learningRate = Infinity;
      },
    };
    await expect(
      trained.fit(data, {
        batchSize: 8,
        callbacks: [overflow],
        onCheckpoint: ({ epoch }) => void saved.push(epoch),
      }),
    ).rejects.toThrow(/In epoch 2, step 1, the weight `y\/(kernel|bias)` becomes -?(Infinity|NaN)\./);
    expect(saved).toEqual([1]);
  });
});

describe('options', () => {
  it.each([
    [{ batchSize: 0 }, '`batchSize` is 0: a whole number of 1 or more is needed.'],
    [{ batchSize: NaN }, '`batchSize` is NaN'],
    [{ batchSize: -1 }, '`batchSize` is -1'],
    [{ batchSize: 2.5 }, '`batchSize` is 2.5'],
    [{ epochs: NaN }, '`epochs` is NaN'],
    [{ epochs: 0 }, '`epochs` is 0'],
    [{ epochs: '3' }, '`epochs` is "3"'],
    [{ validationSplit: NaN }, '`validationSplit` is NaN: a number from 0 to less than 1 is needed.'],
    [{ validationSplit: 1 }, '`validationSplit` is 1'],
    [{ batchesPerEpoch: 0 }, '`batchesPerEpoch` is 0'],
    [{ callbacks: [7] }, 'Callback 0 is no object with hooks'],
    [{ callbacks: 'log' }, 'Callback 0 is no object with hooks'],
  ])('%j end in a sentence', async (options, message) => {
    await expect((await model()).fit(data, options as never)).rejects.toThrow(message);
  });

  it.each([0, NaN, -1, 1.5])('evaluate and predict refuse a batch of %d', async (batchSize) => {
    const trained = await model();
    await expect(trained.evaluate(data, { batchSize })).rejects.toThrow('`batchSize` is');
    await expect(trained.predict({ x: data.x }, { batchSize })).rejects.toThrow('`batchSize` is');
  });

  it('take one callback without a list, as tfjs does', async () => {
    const epochs: number[] = [];
    await (
      await model()
    ).fit(data, { epochs: 2, callbacks: { onEpochEnd: (epoch: number) => void epochs.push(epoch) } });
    expect(epochs).toEqual([0, 1]);
  });
});

describe('a run in two parts', () => {
  it('has the same bits as one in one, callbacks included', async () => {
    const callbacks = () => [
      new ReduceLROnPlateau({ monitor: 'loss', minDelta: 1e9, patience: 2, factor: 0.5 }),
    ];
    const whole = await model();
    await whole.fit(data, { epochs: 6, callbacks: callbacks() });

    const first = await model();
    const stop = new AbortController();
    let steps = 0;
    const interrupt: Callback = { onTrainBatchEnd: () => void (++steps === 5 && stop.abort()) };
    const part = await first.fit(data, {
      epochs: 6,
      callbacks: [...callbacks(), interrupt],
      signal: stop.signal,
    });
    expect(part.end).toBe('interrupted');
    expect(part.progress).toMatchObject({ epoch: 2, step: 1 });

    const second = await model();
    second.setState(first.getState());
    await second.fit(data, { epochs: 6, callbacks: [...callbacks(), {}], resume: part.progress });
    expect(second.getWeights()).toEqual(whole.getWeights());
  });
});
