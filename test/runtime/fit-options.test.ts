import { describe, expect, it } from 'vitest';
import type { FitOptions, Model } from '../../runtime/index.ts';
import { floats, mistakesOf, modelOf, numbers } from './own/support.ts';

const members = (train: string, head = 'loss: mse'): string => `model M {
  input x: float32[2]
  head a = x -> Dense(1, kernel_initializer: Ones()) { ${head} }
  train { ${train} }
}
`;

const data = {
  x: floats([6, 2], [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1]),
  a: floats([6, 1], [0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3]),
};

/** What Keras 3.15 gives for the first test: made by its `fit` on JAX. */
const kerasHistory = {
  loss: ['0.0489', '0.1115', '0.0031', '0.0007'],
  mae: ['0.1893', '0.2339', '0.0635', '0.0124'],
  mape: ['35.4083', '15.5569', '10.4881', '1.1261'],
  weighted_mae: ['0.2175', '0.2518', '0.0542', '0.0186'],
  val_loss: ['0.0039', '0.0021'],
  val_mae: ['0.0683', '0.0515'],
  val_mape: ['11.4329', '8.4653'],
  val_weighted_mae: ['0.0614', '0.0441'],
};

const weights = [0, 1, 2, 1, 0.5, 3];

/** The losses of epochs in which nothing changes: each tells which samples it is of. */
async function stillLosses(train: string, options: FitOptions = {}): Promise<readonly string[]> {
  const model = await modelOf(members(`optimizer: SGD(1e-30), batch_size: 2, shuffle: false, ${train}`));
  const { history } = await model.fit(data, options);
  return (history.loss as readonly number[]).map((value) => value.toFixed(4));
}

async function expectComplaint(options: FitOptions, message: string): Promise<void> {
  const model = await modelOf(members('epochs: 1'));
  await expect(model.fit(data, options)).rejects.toThrow(message);
}

describe('everything of fit at once', () => {
  it('comes to the numbers of Keras', async () => {
    const model = await modelOf(
      members(
        'optimizer: SGD(0.1), epochs: 4, batch_size: 2, shuffle: false, steps_per_epoch: 2, validation_batch_size: 4, validation_steps: 1, validation_freq: [2, 4]',
        'loss: mse, metrics: [mae], weighted_metrics: [mae, mape]',
      ),
    );
    const { history } = await model.fit(data, {
      sampleWeight: weights,
      validationData: data,
      validationSampleWeight: weights,
    });
    const rounded = Object.fromEntries(
      Object.entries(history).map(([name, values]) => [name, values.map((each) => Number(each).toFixed(4))]),
    );
    expect(rounded).toEqual(kerasHistory);
  });
});

describe('steps_per_epoch', () => {
  it('goes on where the last epoch ended, and begins anew at the end of the data, as Keras does', async () => {
    expect(await stillLosses('epochs: 4, steps_per_epoch: 2')).toEqual([
      '0.0456',
      '0.1611',
      '0.0456',
      '0.1611',
    ]);
    expect(await stillLosses('epochs: 3', { stepsPerEpoch: 1 })).toEqual(['0.0189', '0.0722', '0.1611']);
  });

  it('is all of the data where there are fewer steps', async () => {
    expect(await stillLosses('epochs: 2, steps_per_epoch: 9')).toEqual(['0.0841', '0.0841']);
  });

  it('is taken from the options before the model', async () => {
    expect(await stillLosses('epochs: 1, steps_per_epoch: 2', { stepsPerEpoch: 1 })).toEqual(['0.0189']);
  });

  it('resumes within an epoch to the same weights', async () => {
    const text = members('optimizer: Adam(0.1), epochs: 5, batch_size: 1, seed: 3, steps_per_epoch: 4');
    const whole = await modelOf(text);
    await whole.fit(data);
    const stop = new AbortController();
    const parted = await modelOf(text);
    let steps = 0;
    const { progress } = await parted.fit(data, {
      signal: stop.signal,
      callbacks: { onBatchEnd: () => void (++steps === 7 && stop.abort()) },
    });
    expect([progress.epoch, progress.step]).toEqual([2, 1]);
    await parted.fit(data, { resume: progress });
    expect(parted.getWeights()).toEqual(whole.getWeights());
  });

  it('has two names, of which one is given', async () => {
    await expectComplaint({ stepsPerEpoch: 1, batchesPerEpoch: 1 }, 'two names of one option');
    await expectComplaint({ stepsPerEpoch: 0 }, '`stepsPerEpoch` is 0');
  });
});

describe('validation', () => {
  const train = 'optimizer: SGD(1e-30), epochs: 3, batch_size: 2';
  const validation = async (options: FitOptions): Promise<readonly number[]> => {
    const model = await modelOf(members(train));
    const { history } = await model.fit(data, { validationData: data, ...options });
    return (history.val_loss as readonly number[] | undefined) ?? [];
  };

  it('comes every so many epochs, or after those of a list', async () => {
    expect(await validation({ validationFreq: 2 })).toHaveLength(1);
    expect(await validation({ validationFreq: [1, 3] })).toHaveLength(2);
    expect(await validation({ validationFreq: 4 })).toEqual([]);
  });

  it('is of the first steps alone, in every epoch', async () => {
    const found = await validation({ validationSteps: 1, validationBatchSize: 2 });
    expect(found.map((each) => each.toFixed(4))).toEqual(['0.0189', '0.0189', '0.0189']);
  });

  it('leaves out epochs without it where a callback watches it', async () => {
    const said: string[] = [];
    const model = await modelOf(members(`${train}, callbacks: [EarlyStopping(patience: 1)]`));
    const { history } = await model.fit(data, {
      epochs: 6,
      validationData: data,
      validationFreq: 2,
      onMessage: (kind, text) => void (kind === 'warning' && said.push(text)),
    });
    expect(history.val_loss).toHaveLength(3);
    expect(said).toEqual([]);
  });

  it('refuses what says no epochs or steps', async () => {
    await expectComplaint({ validationFreq: 0 }, '`validationFreq` is 0');
    await expectComplaint({ validationFreq: [] }, '`validationFreq` names no epoch');
    await expectComplaint({ validationFreq: [1, 1.5] }, '`validationFreq` is 1.5');
    await expectComplaint({ validationSteps: 0 }, '`validationSteps` is 0');
    await expectComplaint({ validationBatchSize: -1 }, '`validationBatchSize` is -1');
    expect(mistakesOf(members('validation_freq: 0'))[0]).toContain('validation_freq');
    expect(mistakesOf(members('validation_freq: []'))[0]).toContain('validation_freq');
    expect(mistakesOf(members('steps_per_epoch: 0'))[0]).toContain('steps_per_epoch');
  });
});

describe('weighted metrics', () => {
  async function logs(head: string): Promise<Readonly<Record<string, unknown>>> {
    const model = await modelOf(members('epochs: 1', head));
    return model.evaluate(data, { sampleWeight: weights, batchSize: 4 });
  }

  it('weigh samples, beside those that do not; their names are those of Keras', async () => {
    const found = await logs('loss: mse, metrics: [mae, mse], weighted_metrics: [mae, mape]');
    expect(Object.keys(found)).toEqual(['loss', 'mae', 'mse', 'weighted_mae', 'mape']);
    expect(found.mae).toBeCloseTo(0.26666665, 6);
    expect(found.weighted_mae).toBeCloseTo(0.3222222, 6);
    expect(found.mape).toBeCloseTo(32.23333, 4);
  });

  it('are numbered where they repeat', async () => {
    const names = Object.keys(await logs('loss: mse, metrics: [mae, mae], weighted_metrics: [mae, mae]'));
    expect(names).toEqual(['loss', 'mae', 'mae_1', 'weighted_mae', 'weighted_mae_1']);
  });

  it('bear the name of their head where there are several', async () => {
    const model = await modelOf(`model M {
  input x: float32[2]
  head a = x -> Dense(1, kernel_initializer: Ones()) { loss: mse, metrics: [mae], weighted_metrics: [mae] }
  head b = x -> Dense(1, kernel_initializer: Ones()) { loss: mse, weighted_metrics: [mae] }
}
`);
    const found = await model.evaluate(
      { ...data, b: data.a },
      { sampleWeight: { a: weights, b: weights.map((each) => each * 2) }, batchSize: 4 },
    );
    expect(found.a_weighted_mae).toBeCloseTo(0.3222222, 6);
    expect(found.b_mae).toBeCloseTo(0.3222222, 6);
    expect(found.a_mae).toBeCloseTo(0.26666665, 6);
  });
});

describe('class weights', () => {
  const animals = `model M {
  input x: float32[2]
  branch same = x -> Dense(2, kernel_initializer: Zeros())
  head kind = same -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, CLASSES }
  head wild = same -> Dense(1, activation: sigmoid) { loss: binary_crossentropy, MORE }
}
`;
  const both = {
    x: floats([2, 2], [1, 2, 3, 4]),
    kind: { shape: [2], data: Int32Array.of(0, 1) },
    wild: floats([2, 1], [1, 0]),
  };

  async function losses(
    { classes = 'weight: 1', more = 'weight: 1' },
    options: FitOptions = {},
  ): Promise<readonly string[]> {
    const model: Model = await modelOf(animals.replace('CLASSES', classes).replace('MORE', more));
    const { history } = await model.fit(both, options);
    return ['kind_loss', 'wild_loss'].map((name) => (Number(history[name]![0]) / Math.LN2).toFixed(3));
  }

  it('hold for the head that they name', async () => {
    expect(await losses({})).toEqual(['1.000', '1.000']);
    expect(await losses({}, { classWeight: { kind: { 0: 3 } } })).toEqual(['2.000', '1.000']);
    expect(await losses({}, { classWeight: { wild: { 1: 5 }, kind: { 1: 2 } } })).toEqual(['1.500', '3.000']);
  });

  it('stand in the text, by the order of the classes', async () => {
    expect(await losses({ classes: 'class_weight: [1, 3]' })).toEqual(['2.000', '1.000']);
    expect(
      await losses({
        classes: 'classes: ["cat", "dog"], class_weight: [1, 3]',
        more: 'class_weight: [0, 1]',
      }),
    ).toEqual(['2.000', '0.500']);
    // Options come before the text, and validation has no weights.
    expect(await losses({ classes: 'class_weight: [1, 3]' }, { classWeight: { wild: { 1: 5 } } })).toEqual([
      '1.000',
      '3.000',
    ]);
  });

  it('leave validation as it is', async () => {
    const model = await modelOf(
      animals.replace('CLASSES', 'class_weight: [1, 3]').replace('MORE', 'weight: 1'),
    );
    const { history } = await model.fit(both, { validationData: both });
    const [loss] = history.val_kind_loss as readonly number[];
    expect(loss! / Math.LN2).toBeLessThan(1.01);
  });

  it('are refused where nothing says which head is meant', async () => {
    await expect(losses({}, { classWeight: { 0: 3 } })).rejects.toThrow(
      '`M` has 2 heads with classes to weigh, and nothing says which is meant.',
    );
    await expect(losses({}, { classWeight: { kinds: { 0: 3 } } })).rejects.toThrow('no head `kinds`');
    await expect(losses({}, { classWeight: { kind: { cat: 3 } } })).rejects.toThrow('no class `cat`');
  });

  it('of zero let nothing be learned', async () => {
    const model = await modelOf(
      animals.replace('CLASSES', 'class_weight: [0, 0]').replace('MORE', 'weight: 0'),
    );
    const before = numbers(model.getWeights()['same_dense/kernel']);
    await model.fit(both);
    expect(numbers(model.getWeights()['same_dense/kernel'])).toEqual(before);
  });
});
