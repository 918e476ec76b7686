import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
    await trained.fit(data, { epochs: 5, callbacks: [plateau] });
    expect(trained.learningRate).toBeCloseTo(0.025, 6);
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
