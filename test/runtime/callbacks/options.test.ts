import { describe, expect, it } from 'vitest';
import { allComponents } from '../../../compiler/components/registry.ts';
import * as runtime from '../../../runtime/index.ts';
import { KmodelError } from '../../../runtime/errors.ts';

/** Programs in JavaScript give anything. */
const make = (name: string, ...given: unknown[]): unknown => {
  const constructors = runtime as unknown as Readonly<Record<string, new (...all: unknown[]) => unknown>>;
  return new constructors[name]!(...given);
};

/** What stands before the options, by callback. */
const first: Readonly<Record<string, readonly unknown[]>> = {
  BackupAndRestore: ['backup'],
  CSVLogger: ['log.csv'],
  LearningRateScheduler: [(epoch: number) => 1 / (epoch + 1)],
  ModelCheckpoint: ['best.safetensors'],
  TensorBoard: ['logs'],
};

const names = allComponents('callback')
  .map(({ name }) => name)
  .filter((name) => Object.hasOwn(runtime, name));

describe('the options of a callback', () => {
  it.each(names)('of %s are those of its declaration', (name) => {
    const before = first[name] ?? [];
    expect(() => make(name, ...before, {})).not.toThrow();
    expect(() => make(name, ...before, { nonsense: 1 })).toThrow(KmodelError);
    expect(() => make(name, ...before, { nonsense: 1 })).toThrow(`\`${name}\` has no option \`nonsense\`.`);
    expect(() => make(name, ...before, null)).toThrow(`\`${name}\` takes its options as an object.`);
  });

  it.each([
    [
      'EarlyStopping',
      { patience: -1 },
      '`patience` of EarlyStopping is -1: an integer at least 0 is needed.',
    ],
    ['EarlyStopping', { patience: 1.5 }, '`patience` of EarlyStopping is 1.5'],
    ['EarlyStopping', { mode: 'up' }, '`mode` of EarlyStopping is "up": `auto`, `min` or `max` is needed.'],
    ['EarlyStopping', { restoreBestWeights: 1 }, '`restoreBestWeights` of EarlyStopping is 1'],
    ['EarlyStopping', { baseline: NaN }, '`baseline` of EarlyStopping is NaN'],
    ['ReduceLROnPlateau', { factor: 1 }, '`factor` of ReduceLROnPlateau is 1'],
    ['ReduceLROnPlateau', { minLr: null }, '`minLr` of ReduceLROnPlateau is null'],
    ['ModelCheckpoint', { saveFreq: 'step' }, '`epoch` or an integer at least 1 is needed'],
    ['BackupAndRestore', { saveFreq: 0 }, '`saveFreq` of BackupAndRestore is 0'],
    ['RemoteMonitor', { root: 5 }, '`root` of RemoteMonitor is 5: a string is needed.'],
    ['SwapEMAWeights', { swapOnEpoch: 'yes' }, '`swapOnEpoch` of SwapEMAWeights is "yes"'],
  ])('of %s do not pass: %j', (name, options, message) => {
    expect(() => make(name, ...(first[name] ?? []), options)).toThrow(message);
  });

  it.each([
    ['EarlyStopping', { patience: 0, baseline: null, mode: 'min', minDelta: 0.5 }],
    ['ModelCheckpoint', { saveFreq: 3, initialValueThreshold: 0.2 }],
    ['RemoteMonitor', { headers: { a: 'b' }, isAllowed: false }],
    ['EarlyStopping', { patience: undefined }],
  ])('of %s pass: %j', (name, options) => {
    expect(() => make(name, ...(first[name] ?? []), options)).not.toThrow();
  });

  it.each(['BackupAndRestore', 'CSVLogger', 'ModelCheckpoint', 'TensorBoard'])(
    'of %s come behind a path',
    (name) => {
      for (const path of [undefined, {}, 5, ''])
        expect(() => make(name, path)).toThrow(`The first argument of ${name} is `);
    },
  );

  it('of LearningRateScheduler come behind a function, which gives a number', async () => {
    expect(() => make('LearningRateScheduler')).toThrow('takes a function');
    expect(() => make('LearningRateScheduler', 0.1)).toThrow('takes a function');
    const scheduler = new runtime.LearningRateScheduler(() => NaN);
    const model = { learningRate: 0.1 };
    scheduler.onTrainBegin({ model } as unknown as Parameters<typeof scheduler.onTrainBegin>[0]);
    await expect(scheduler.onEpochBegin(2)).rejects.toThrow('LearningRateScheduler got NaN for epoch 3');
  });
});
