import { beforeAll, describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import { createMemoryHost } from '../../../../compiler/index.ts';
import { load } from '../../../../runtime/index.ts';
import { testEngine } from '../../../support/engine.ts';
import { subjectFrom } from '../../../support/subjects.ts';
import { compileModules } from './support/compile.ts';
import * as tf from './support/tfjs.ts';

type Numbers = Readonly<Record<string, number>>;

/** What the generated module of a model in steps gives. */
interface InSteps {
  readonly model: tf.LayersModel;
  readonly steps: readonly { readonly name: string; readonly model: tf.LayersModel }[];
}

/** How its function that trains is called. */
type TrainInSteps = (
  built: InSteps,
  inputs: object,
  settings: object,
) => Promise<{
  readonly epoch: readonly number[];
  readonly history: Readonly<Record<string, readonly number[]>>;
}>;

async function moduleOf(text: string): Promise<Readonly<Record<string, unknown>>> {
  const { graph, origin } = subjectFrom({ 'test.kmodel': text }, 'test.kmodel');
  const { text: code, diagnostics } = await emitTypeScript(graph, origin, 'test.kmodel');
  expect(diagnostics).toEqual([]);
  const { problems, load } = compileModules({ 'test.ts': code! });
  expect(problems).toEqual([]);
  return load('test.ts');
}

beforeAll(() => tf.setBackend('cpu'));

describe('a generated training in steps', () => {
  const text = `model Test {
  input x: float32[2]
  shared up = Dense(1, kernel_initializer: ones)
  shared down = Dense(1, kernel_initializer: zeros)
  branch high = x -> up
  branch low = high -> down
  head y = low
  objective rise = -mean(high, axis: -1)
  objective fall = square(low - 1)
  train {
    step climb { minimize: rise, update: up, optimizer: SGD(0.1) }
    step fit { minimize: fall, update: down, optimizer: SGD(0.01) }
  }
}`;
  const x = (): tf.Tensor =>
    tf.tensor2d([
      [1, 2],
      [0, 1],
      [3, 1],
      [2, 2],
    ]);

  async function built(): Promise<{ readonly module: InSteps; readonly train: TrainInSteps }> {
    const module = await moduleOf(text);
    return {
      module: (module.createTest as () => InSteps)(),
      train: module.trainTest as TrainInSteps,
    };
  }

  it('names its steps as the text does', async () => {
    const { module } = await built();
    expect(module.steps.map(({ name }) => name)).toEqual(['climb', 'fit']);
    expect(module.model.predict(x())).toMatchObject({ shape: [4, 1] });
  });

  it('logs the sum and each term, also of the samples that are kept apart', async () => {
    const { module, train } = await built();
    const seen: [number, Numbers][] = [];
    const { epoch, history } = await train(
      module,
      { x: x() },
      {
        epochs: 2,
        batchSize: 2,
        validationSplit: 0.5,
        onEpochEnd: (at: number, logs: Numbers) => void seen.push([at, logs]),
      },
    );
    expect(epoch).toEqual([0, 1]);
    expect(Object.keys(history).sort()).toEqual(['fall', 'loss', 'rise', 'val_fall', 'val_loss', 'val_rise']);
    expect(seen.map(([at]) => at)).toEqual([0, 1]);
    // Before its first update: means of 1 + 2 and 0 + 1, and nothing yet that could come near 1.
    expect(history.rise![0]).toBeCloseTo(-2, 5);
    expect(history.fall![0]).toBeCloseTo(1, 5);
    expect(history.loss![0]).toBeCloseTo(-1, 5);
  });

  it('leaves no tensors behind', async () => {
    const { module, train } = await built();
    const samples = x();
    await train(module, { x: samples }, { epochs: 1, batchSize: 2 });
    const before = tf.memory().numTensors;
    await train(module, { x: samples }, { epochs: 3, batchSize: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('what a generated training in steps does without', () => {
  it('is said of metrics and callbacks', async () => {
    const text = `model Test {
  input x: float32[2]
  head y = x -> Dense(2) { loss: mse, target: x, metrics: [mae] }
  train { callbacks: [EarlyStopping(patience: 2)] }
}`;
    const { graph, origin } = subjectFrom({ 'test.kmodel': text }, 'test.kmodel');
    const { text: code, diagnostics } = await emitTypeScript(graph, origin, 'test.kmodel');
    expect(code).toBeDefined();
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'KM6002 The metric `mae` of head `y` is left out of the code for tfjs: this training logs losses alone.',
      'KM6002 The code for tfjs does without the callback `EarlyStopping`.',
    ]);
  });
});

describe('averages of weights in generated TypeScript', () => {
  it('take the place of the weights when a training ends, as in Keras', async () => {
    const module = await moduleOf(`model Line {
  input x: float32[1]
  head y = x -> Dense(1, kernel_initializer: ones, use_bias: false) { loss: mse }
  train { optimizer: SGD(0.1, use_ema: true, ema_momentum: 0.5), batch_size: 1, shuffle: false }
}`);
    const model = (module.createLine as () => tf.LayersModel)();
    const train = module.trainLine as (
      model: tf.LayersModel,
      inputs: object,
      targets: object,
    ) => Promise<tf.History>;
    await train(model, { x: tf.tensor2d([[1], [2]]) }, { y: tf.tensor2d([[3], [5]]) });
    // 1 + 0.1 · 2 · (3 − 1) = 1.4; 1.4 + 0.1 · 2 · 2 · (5 − 2.8) = 2.28; their average is half of each.
    expect(model.getWeights()[0]!.dataSync()[0]).toBeCloseTo(1.84, 5);
  });
});

describe('optimizers of parts in generated TypeScript', () => {
  it('change what the named declarations make, and the rest all else', async () => {
    const module = await moduleOf(`model Line {
  input x: float32[1]
  branch features = x -> Dense(1, kernel_initializer: ones, use_bias: false)
  head y = features -> Dense(1, kernel_initializer: ones, use_bias: false) { loss: mse }
  train { optimizer: {features: SGD(0.01), rest: Adagrad(0.1, epsilon: 0)}, batch_size: 1 }
}`);
    const model = (module.createLine as () => tf.LayersModel)();
    const train = module.trainLine as (
      model: tf.LayersModel,
      inputs: object,
      targets: object,
    ) => Promise<tf.History>;
    await train(model, { x: tf.tensor2d([[1]]) }, { y: tf.tensor2d([[0]]) });
    const [features, head] = model.getWeights().map((weight) => weight.dataSync()[0]);
    expect(features).toBeCloseTo(1 - 0.01 * 2, 5);
    // Adagrad begins with 0.1: 2 / √(0.1 + 2²).
    expect(head).toBeCloseTo(1 - (0.1 * 2) / Math.sqrt(4.1), 5);
  });
});

describe('a generated training whose classes weigh something', () => {
  const rows = [
    [1, 2],
    [0, 1],
    [3, 1],
    [2, 2],
  ];
  const x = { shape: [4, 2], data: Float32Array.from(rows.flat()) };
  const body = (head: string, more = ''): string => `model Test {
  input x: float32[2]
  ${head}
  ${more}
  train { optimizer: SGD(0.1), epochs: 1, batch_size: 4, shuffle: false }
}`;
  const kind = (loss: string): string =>
    `head kind = x -> Dense(3, activation: softmax, kernel_initializer: ones) { loss: ${loss}, class_weight: [1, 4, 0.5] }`;
  const wild =
    'head wild = x -> Dense(1, activation: sigmoid, kernel_initializer: ones) { loss: binary_crossentropy, class_weight: [1, 3] }';
  const free = 'head free = x -> Dense(1, kernel_initializer: ones) { loss: mse }';
  const numbers = Int32Array.of(0, 1, 2, 1);
  const spread = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0);
  const both = { shape: [4, 1], data: Float32Array.of(0, 1, 1, 0) };

  it.each([
    ['class numbers', body(kind('sparse_categorical_crossentropy')), { kind: { shape: [4], data: numbers } }],
    [
      'a loss of its own',
      body(kind('categorical_focal_crossentropy')),
      { kind: { shape: [4, 3], data: spread } },
    ],
    [
      'some of several heads',
      body(kind('sparse_categorical_crossentropy'), `${wild}\n  ${free}`),
      { kind: { shape: [4], data: numbers }, wild: both, free: both },
    ],
  ])('has the losses that kmodel has: %s', async (_, text, targets) => {
    const module = await moduleOf(text);
    const host = createMemoryHost({ 'test.kmodel': text });
    const model = await load('test.kmodel', { host, engine: await testEngine() });
    const { history } = await model.fit({ x, ...targets }, { epochs: 1 });
    const tensors = Object.entries(targets).map(([name, { shape, data }]): [string, tf.Tensor] => [
      name,
      tf.tensor(data, shape, data instanceof Int32Array ? 'int32' : 'float32'),
    ]);
    const train = module.trainTest as (
      made: unknown,
      inputs: object,
      targets: object,
    ) => Promise<{ readonly history: Readonly<Record<string, readonly number[]>> }>;
    const made = (module.createTest as () => unknown)();
    const given = await train(made, { x: tf.tensor2d(rows) }, Object.fromEntries(tensors));
    expect(given.history.loss![0]).toBeCloseTo(Number(history.loss![0]), 4);
    await model.dispose();
  });

  it('is refused where a sample has a loss for each of several steps', async () => {
    const text = `model Test {
  input x: float32[3, 2]
  head kind = x -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, class_weight: [1, 4] }
}`;
    const { graph, origin } = subjectFrom({ 'test.kmodel': text }, 'test.kmodel');
    const { diagnostics } = await emitTypeScript(graph, origin, 'test.kmodel');
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'tfjs has no counterpart for the `class_weight` of head `kind`: it weighs whole samples, and this head has a loss for each of several entries.',
    ]);
  });
});
