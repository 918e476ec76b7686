import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { createTfjsEngine } from '../../../runtime/engines/tfjs/engine.ts';
import {
  createModel,
  DataError,
  type FitOptions,
  type Model,
  type ModelData,
} from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';

async function modelOf(members: string, engine = testEngine()): Promise<Model> {
  const text = `model Test {\n${members}\n}`;
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return createModel(graph, { engine: await engine, seed: 1 });
}

/** The sentence that a use of data ends in, or '' where it works. */
async function complaint(use: Promise<unknown>): Promise<string> {
  try {
    await use;
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
}

const zeros = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
});
const whole = (values: readonly number[], ...shape: number[]) => ({ shape, data: Int32Array.from(values) });

/** What `fit` and `evaluate` say of the same data. */
async function judged(members: string, data: ModelData): Promise<string> {
  const model = await modelOf(members);
  const evaluated = await complaint(model.evaluate(data));
  const trained = await complaint(model.fit(data, { epochs: 1, onMessage: () => undefined }));
  expect(evaluated).toBe(trained);
  return trained;
}

describe('targets of a head whose sizes come from the inputs', () => {
  const members = '  input x: float32[T, 1]\n  head y = x -> Dense(1) { loss: mse }';

  it('are checked against them', async () => {
    expect(await judged(members, { x: zeros(2, 7, 1), y: zeros(2, 7, 1) })).toBe('');
    expect(await judged(members, { x: zeros(2, 7, 1), y: zeros(2, 5, 1) })).toBe(
      '`y` has the shape [2, 5, 1], but head `y` is float32[T, 1], and `T` is 7 in `x`: [N, 7, 1] is needed.',
    );
    // One step would broadcast without a word.
    expect(await judged(members, { x: zeros(2, 7, 1), y: zeros(2, 1, 1) })).toContain('[N, 7, 1] is needed');
  });

  it('follow expressions', async () => {
    const narrower = '  input x: float32[T, 1]\n  head y = x -> Conv1D(1, 3) { loss: mse }';
    expect(await judged(narrower, { x: zeros(2, 7, 1), y: zeros(2, 5, 1) })).toBe('');
    expect(await judged(narrower, { x: zeros(2, 7, 1), y: zeros(2, 7, 1) })).toContain('[N, 5, 1] is needed');
  });

  it('are class numbers of as many steps', async () => {
    const classes =
      '  input x: float32[T, 1]\n  head y = x -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }';
    expect(await judged(classes, { x: zeros(1, 4, 1), y: whole([0, 1, 2], 1, 3) })).toContain(
      '[N, 4] is needed',
    );
  });

  it('are checked on tfjs and in datasets as well', async () => {
    const model = await modelOf(members, createTfjsEngine({ backend: 'cpu' }));
    const wrong = { x: zeros(2, 7, 1), y: zeros(2, 5, 1) };
    expect(await complaint(model.fit(wrong))).toContain('[N, 7, 1] is needed');
    const dataset = {
      iterator: async () => ({ next: async () => ({ value: { xs: wrong.x, ys: wrong.y }, done: false }) }),
    };
    expect(await complaint(model.fit(dataset))).toContain('[N, 7, 1] is needed');
  });
});

describe('sizes without a name', () => {
  const members = '  input a: float32[?]\n  input b: float32[?]\n  head y = a + b { loss: mse }';

  it('are compared by where they come from', async () => {
    const model = await modelOf(members);
    expect(await complaint(model.predict({ a: zeros(2, 3), b: zeros(2, 3) }))).toBe('');
    expect(await complaint(model.predict({ a: zeros(2, 3), b: zeros(2, 2) }))).toBe(
      'axis 1 is 3 in `a`, axis 1 is 2 in `b`, but `y` needs equal sizes.',
    );
    expect(await judged(members, { a: zeros(2, 3), b: zeros(2, 3), y: zeros(2, 2) })).toContain(
      'axis 1 is 3 in `a`: [N, 3] is needed',
    );
  });

  it('are held to what a mask or a state needs', async () => {
    const masked =
      '  input x: float32[T, 2]\n  input m: bool[?]\n  head y = x -> LSTM(2, mask: m) { loss: mse }';
    const model = await modelOf(masked);
    expect(await complaint(model.predict({ x: zeros(1, 3, 2), m: whole([1, 1, 0], 1, 3) }))).toBe('');
    expect(await complaint(model.predict({ x: zeros(1, 3, 2), m: whole([1, 1], 1, 2) }))).toContain(
      'axis 1 is 2 in `m`, `T` is 3 in `x`, but `y` needs',
    );
  });
});

describe('a mask that is given', () => {
  it('leaves steps out of GlobalAveragePooling1D, as one that flows along does', async () => {
    const model = await modelOf(
      '  input x: float32[3, 1]\n  input m: bool[3]\n  head y = x -> GlobalAveragePooling1D(mask: m)',
    );
    const x = { shape: [1, 3, 1], data: Float32Array.of(1, 2, 9) };
    const { y } = await model.predict({ x, m: whole([1, 1, 0], 1, 3) });
    expect([...y!.data]).toEqual([1.5]);
  });
});

describe('indices that reach an Embedding through other layers', () => {
  const two = (flow: string): string =>
    `  input a: int32[2]\n  input b: int32[2]\n  head y = ${flow} -> Embedding(10, 3) -> Flatten() -> Dense(1) { loss: mse }`;
  const data = (a: readonly number[], b: readonly number[]) => ({
    a: whole(a, 2, 2),
    b: whole(b, 2, 2),
  });
  const targets = zeros(2, 1);

  it.each([
    ['[a, b] -> Concatenate()'],
    ['[a, b] -> Concatenate() -> Reshape([2, 2]) -> Flatten()'],
    ['[a, b] -> Maximum()'],
    ['[a -> RepeatVector(1) -> Flatten(), b] -> Concatenate()'],
  ])('are checked by the input that holds them: %s', async (flow) => {
    const model = await modelOf(two(flow));
    expect(await complaint(model.predict(data([0, 9, 1, 2], [3, 4, 5, 6])))).toBe('');
    const bad = data([0, 9, 1, 2], [3, 4, 5, 10]);
    const message = '`b` holds 10 in sample 1, but `y_embedding` has entries 0 to 9.';
    expect(await complaint(model.predict(bad))).toBe(message);
    expect(await complaint(model.evaluate({ ...bad, y: targets }))).toBe(message);
    expect(await complaint(model.fit({ ...bad, y: targets }))).toBe(message);
    expect(await complaint(model.trainOnBatch({ ...bad, y: targets }))).toBe(message);
  });

  it('are checked below zero, in later batches, and for what a sum comes to', async () => {
    const model = await modelOf(two('[a, b] -> Concatenate()'));
    const negative = data([0, 0, 0, 0], [0, 0, -1, 0]);
    expect(await complaint(model.predict(negative, { batchSize: 1 }))).toContain('`b` holds -1 in sample 1');
    const sum = await modelOf(two('[a, b] -> Add()'));
    expect(await complaint(sum.predict(data([1, 2, 3, 4], [1, 2, 3, 8])))).toMatch(
      /^`\w+` holds 12 in sample 1, but `y_embedding` has entries 0 to 9\.$/,
    );
  });

  it('are checked in a dataset, batch by batch', async () => {
    const model = await modelOf(two('[a, b] -> Concatenate()'));
    const batches = [data([0, 0, 0, 0], [0, 0, 0, 0]), data([0, 0, 0, 0], [0, 0, 0, 77])];
    const dataset = {
      iterator: async () => {
        let next = 0;
        return {
          next: async () => ({ value: { xs: batches[next]!, ys: targets }, done: next++ >= batches.length }),
        };
      },
    };
    expect(await complaint(model.fit(dataset))).toContain('`b` holds 77');
  });

  it('leave a model alone whose wrapped layer has no vocabulary', async () => {
    const model = await modelOf(
      '  input x: float32[2, 2]\n  head y = x -> TimeDistributed(Dense(1)) { loss: mse }',
    );
    const x = { shape: [1, 2, 2], data: Float32Array.of(-1, -2, 3, 4) };
    expect(await complaint(model.predict({ x }))).toBe('');
  });
});

describe('labels', () => {
  const binary = (settings: string): string =>
    `  input x: float32[2]\n  head y = x -> Dense(2, activation: sigmoid) { ${settings} }`;
  const labels = (...values: number[]) => ({ shape: [1, 2], data: Float32Array.from(values) });

  it.each([
    ['loss: bce', 255],
    ['loss: bce', -1],
    ['loss: bce', 2],
    ['loss: BinaryFocalCrossentropy()', 1.5],
    ['loss: mse, metrics: [BinaryIoU()]', 255],
  ])('outside of what %s takes are refused: %d', async (settings, value) => {
    const found = await judged(binary(settings), { x: zeros(1, 2), y: labels(0, value) });
    expect(found).toMatch(
      new RegExp(`^\`y\` holds ${value} in sample 0, at \\[1\\], but \`\\w+\` takes numbers from 0 to 1\\.$`),
    );
  });

  it('between no and yes are probabilities', async () => {
    expect(await judged(binary('loss: bce'), { x: zeros(1, 2), y: labels(0.25, 1) })).toBe('');
  });

  const counted = (ignored: string): string =>
    `  input x: float32[2]\n  head y = x -> Dense(2) { loss: mse, metrics: [MeanIoU(num_classes: 3${ignored})] }`;

  it('that MeanIoU counts are classes, or the one to ignore', async () => {
    expect(await judged(counted(''), { x: zeros(1, 2), y: labels(0, 2) })).toBe('');
    expect(await judged(counted(''), { x: zeros(1, 2), y: labels(0, 255) })).toContain(
      '`y` holds 255 in sample 0, at [1], but `MeanIoU` takes whole numbers from 0 to 2.',
    );
    expect(await judged(counted(', ignore_class: 255'), { x: zeros(1, 2), y: labels(0, 255) })).toBe('');
  });

  it('that a model predicts outside of the classes do not count', async () => {
    const model = await modelOf(counted(''));
    model.setWeights({
      'y/kernel': { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 0, 0, 1) },
    });
    const x = { shape: [1, 2], data: Float32Array.of(1, 900) };
    expect((await model.evaluate({ x, y: labels(1, 1) })).mean_io_u).toBe(1);
  });

  const categorical = `  input x: float32[2]\n  head y = x -> Dense(2, activation: softmax) { loss: categorical_crossentropy }`;

  it('that are no shares of classes warn once', async () => {
    const said: string[] = [];
    const options: FitOptions = { epochs: 2, onMessage: (kind, text) => void said.push(`${kind}: ${text}`) };
    const model = await modelOf(categorical);
    await model.fit(
      { x: zeros(3, 2), y: { shape: [3, 2], data: Float32Array.of(0, 1, 0.3, 0.9, 5, 5) } },
      options,
    );
    expect(said).toEqual([
      'warning: The targets of `y` sum to 1.2 in sample 1, but `categorical_crossentropy` takes shares of classes that sum to 1, such as one-hot rows.',
    ]);
    said.length = 0;
    await model.fit({ x: zeros(2, 2), y: { shape: [2, 2], data: Float32Array.of(0, 1, 0.3, 0.7) } }, options);
    expect(said).toEqual([]);
  });
});

describe('class weights', () => {
  /** The first loss of a model that gives every class the same share. */
  async function firstLoss(members: string, data: ModelData, classWeight: FitOptions['classWeight']) {
    const model = await modelOf(members);
    const weights = Object.entries(model.getWeights()).map(([name, tensor]) => [
      name,
      { ...tensor, data: new Float32Array(tensor.data.length) },
    ]);
    model.setWeights(Object.fromEntries(weights));
    const { history } = await model.fit(data, { epochs: 1, ...(classWeight && { classWeight }) });
    return (history.loss as number[])[0]!;
  }
  const steps = (loss: string): string =>
    `  input x: float32[4, 1]\n  head y = x -> Dense(2, activation: softmax) { loss: ${loss} }`;

  it('weigh every entry of a sequence by its own class', async () => {
    const data = { x: zeros(1, 4, 1), y: whole([0, 1, 1, 1], 1, 4) };
    const loss = await firstLoss(steps('sparse_categorical_crossentropy'), data, { 1: 3 });
    // Weights 1, 3, 3, 3.
    expect(loss / Math.LN2).toBeCloseTo(2.5, 5);
    const oneHot = { shape: [1, 4, 2], data: Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1) };
    const categorical = await firstLoss(steps('categorical_crossentropy'), { ...data, y: oneHot }, { 1: 3 });
    expect(categorical / Math.LN2).toBeCloseTo(2.5, 5);
  });

  it('weigh yes and no at every step', async () => {
    const members = '  input x: float32[4, 1]\n  head y = x -> Dense(1, activation: sigmoid) { loss: bce }';
    const data = { x: zeros(1, 4, 1), y: { shape: [1, 4, 1], data: Float32Array.of(0, 1, 1, 1) } };
    expect((await firstLoss(members, data, { 1: 3 })) / Math.LN2).toBeCloseTo(2.5, 5);
  });

  it('come on top of sample weights', async () => {
    const model = await modelOf(steps('sparse_categorical_crossentropy'));
    const data = { x: zeros(2, 4, 1), y: whole([0, 0, 0, 0, 1, 1, 1, 1], 2, 4) };
    const { history } = await model.fit(data, { epochs: 1, classWeight: { 1: 0 }, sampleWeight: [0, 5] });
    expect(history.loss).toEqual([0]);
  });

  it('are refused where a head answers several questions at once', async () => {
    const model = await modelOf(
      '  input x: float32[2]\n  head y = x -> Dense(2, activation: sigmoid) { loss: bce }',
    );
    const data = { x: zeros(1, 2), y: zeros(1, 2) };
    expect(await complaint(model.fit(data, { classWeight: { 1: 2 } }))).toBe(
      'Class weights need one class for each entry, but head `y` answers several questions at once.',
    );
  });
});

describe('one tensor alone', () => {
  it('is enough for a model with one input', async () => {
    const model = await modelOf('  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse }');
    const { y } = await model.predict(zeros(3, 2));
    expect(y!.shape).toEqual([3, 1]);
    expect((await model.predict(new Float32Array(4))).y!.shape).toEqual([2, 1]);
    expect(await complaint(model.fit(zeros(3, 2)))).toBe(
      'One tensor was given, but `Test` takes 2: `x`, `y`.',
    );
  });

  it('is no answer to two', async () => {
    const model = await modelOf('  input x: float32[2]\n  input z: float32[2]\n  head y = x + z');
    expect(await complaint(model.predict(zeros(3, 2)))).toBe(
      'One tensor was given, but `Test` takes 2: `x`, `z`.',
    );
  });

  it('may not be confused with inputs of these names', async () => {
    const model = await modelOf(
      '  input shape: float32[2]\n  input data: float32[2]\n  head y = shape + data',
    );
    const { y } = await model.predict({ shape: [[1, 2]], data: Float32Array.of(3, 4) });
    expect([...y!.data]).toEqual([4, 6]);
  });
});
