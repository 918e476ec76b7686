import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as kmodel from '../../runtime/index.ts';
import { KmodelError, WeightsError, type Model } from '../../runtime/index.ts';
import { floats, modelOf } from './own/support.ts';

const text = `model M {
  input x: float32[4]
  input w: string[]
  head value = [x, w -> StringLookup(max_tokens: 5, output_mode: one_hot)] -> Concatenate() -> Dense(1) { loss: mse }
  head kind = x -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, classes: ["a", "b"] }
  train { epochs: 1 }
}`;

const kernel = 'kind/kernel';
const x = floats([2, 4], new Array<number>(8).fill(0.5));
const data = { x, w: ['p', 'q'], value: floats([2, 1], [0, 1]), kind: ['a', 'b'] };
const inputs = { x, w: data.w };
const right = floats([4, 2], new Array<number>(8).fill(1));
const folder = mkdtempSync(join(tmpdir(), 'kmodel-wrong-kinds-'));
const place = (name: string): string => join(folder, name);

let model: Model;
beforeAll(async () => {
  model = await modelOf(text);
  await model.adapt(inputs);
});

/** What a call says that it refuses, with its help. */
async function refusal(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof KmodelError)) throw error;
    return error.help === undefined ? error.message : `${error.message} ${error.help}`;
  }
  return 'nothing';
}

const tensorHelp =
  "A tensor is `{ dtype: 'float32', shape: [2, 3], data }`, with its numbers in a Float32Array.";
const tfTensor = { dtype: 'float32', shape: [4, 2], dataSync: () => right.data, dispose: () => undefined };

describe('an engine that is none', () => {
  it.each<[string, () => unknown, string]>([
    ['a name', () => 'tfjs', '`engine` is what a model runs on, and was given as "tfjs".'],
    ['a promise', () => kmodel.createOnnxEngine(), 'Wait for it: `await createTfjsEngine()`.'],
  ])('%s', async (_, engine, sentence) => {
    const given = { engine: engine() } as { engine: kmodel.Engine };
    expect(await refusal(() => kmodel.createModel(model.graph, given))).toContain(sentence);
  });
});

describe('an option that is none', () => {
  const never = place('never.kmodel.zip');

  it.each<[string, () => unknown, string]>([
    [
      'load',
      () => kmodel.load(never, { modle: 'M' } as never),
      '`load` has no option `modle`. Did you mean `model`?',
    ],
    ['createModel', () => kmodel.createModel(model.graph, { sed: 1 } as never), 'Did you mean `seed`?'],
    [
      'loadModel',
      () => kmodel.loadModel(never, { skipmismatch: 1 } as never),
      'Did you mean `skipMismatch`?',
    ],
    [
      'loadWeights',
      () => kmodel.loadWeights(model, never, { byorder: 1 } as never),
      'Did you mean `byOrder`?',
    ],
    ['importModel', () => kmodel.importModel(never, { weight: false } as never), 'Did you mean `weights`?'],
    ['verifyModel', () => kmodel.verifyModel(model, { engine: [] } as never), 'Did you mean `engines`?'],
    ['a run', () => model.fit(data, { run: { foldr: 'a' } } as never), '`run` has no option `foldr`.'],
  ])('of %s', async (_, call, sentence) => {
    expect(await refusal(call)).toContain(sentence);
  });
});

describe('a state of a training that is none', () => {
  it.each<[unknown]>([[true], ['runs/a'], [3], [{}], [{ epoch: 1, step: 0 }]])('%j', async (resume) => {
    expect(await refusal(() => model.fit(data, { resume } as never))).toContain(
      '`resume` takes what `onCheckpoint` was given, and was given',
    );
  });
});

describe('entries of nested lists', () => {
  it('may be BigInts that a number holds', async () => {
    const rows = (entry: unknown) => ({ x: [[entry, 1, 2, 3]], w: ['p'] }) as never;
    expect(await model.predict(rows(2n))).toEqual(await model.predict(rows(2)));
    expect(await refusal(() => model.predict(rows(2n ** 60n + 1n)))).toContain(
      '`x` holds 1152921504606846977n at [0][0]',
    );
  });

  it.each<[string, unknown]>([
    ['a symbol', Symbol('q')],
    ['a function', () => 1],
  ])('are no values such as %s', async (shown, entry) => {
    expect(await refusal(() => model.predict({ x: [[entry, 1, 2, 3]], w: ['p'] } as never))).toContain(
      `\`x\` holds ${shown} at [0][0], where all others are numbers.`,
    );
  });
});

describe('a weight that is no tensor', () => {
  it.each<[string, unknown, string]>([
    [
      'undefined',
      undefined,
      `The weight \`${kernel}\` is undefined, where a tensor is needed. ${tensorHelp}`,
    ],
    ['null', null, `The weight \`${kernel}\` is null, where a tensor is needed. ${tensorHelp}`],
    ['a list', [1, 2], `The weight \`${kernel}\` is a list, where a tensor is needed. ${tensorHelp}`],
    [
      'numbers alone',
      right.data,
      `The weight \`${kernel}\` is a Float32Array, where a tensor is needed. ${tensorHelp}`,
    ],
    [
      'a tensor of tfjs',
      tfTensor,
      `The weight \`${kernel}\` is a \`tf.Tensor\`, where its numbers are needed. Give \`{ dtype: 'float32', shape: tensor.shape, data: tensor.dataSync() }\`.`,
    ],
    [
      'without a dtype',
      { shape: right.shape, data: right.data },
      `The weight \`${kernel}\` has no \`dtype\`. ${tensorHelp}`,
    ],
    [
      'without shape and data',
      { dtype: 'float32' },
      `The weight \`${kernel}\` has no \`shape\`, \`data\`. ${tensorHelp}`,
    ],
    [
      'of a dtype that is none',
      { ...right, dtype: 'float64' },
      `The \`dtype\` of the weight \`${kernel}\` is "float64", where one of float32, float16, int32, int64, uint8, bool is needed.`,
    ],
    [
      'of another dtype',
      { ...right, dtype: 'int32', data: new Int32Array(8) },
      `The weight \`${kernel}\` is float32 in \`M\`, but int32 was given.`,
    ],
    [
      'of a shape that is none',
      { ...right, shape: [4, '2'] },
      `The \`shape\` of the weight \`${kernel}\` is [4, "2"], where a list of whole numbers is needed.`,
    ],
    [
      'of data that is a list',
      { ...right, data: [...right.data] },
      `The \`data\` of the weight \`${kernel}\` is a list, but float32 needs a Float32Array. \`Float32Array.from(data)\` makes one.`,
    ],
    [
      'of data that is null',
      { ...right, data: null },
      `The \`data\` of the weight \`${kernel}\` is null, but float32 needs a Float32Array.`,
    ],
    [
      'of data of another dtype than it says',
      { ...right, data: new Int32Array(8) },
      `The \`data\` of the weight \`${kernel}\` is an Int32Array, but float32 needs a Float32Array. \`Float32Array.from(data)\` makes one.`,
    ],
  ])('is refused, and no weight is set: %s', async (_, wrong, message) => {
    const before = model.getWeights();
    const weights = { 'kind/bias': floats([2], [7, 7]), [kernel]: wrong } as never;
    expect(await refusal(() => model.setWeights(weights))).toBe(message);
    expect(() => model.setWeights(weights)).toThrow(WeightsError);
    const asGradient = message.replace('The weight', 'The gradient').replace('the weight', 'the gradient');
    expect(await refusal(() => model.applyGradients(weights))).toBe(asGradient);
    expect(model.getWeights()).toEqual(before);
  });

  it('is refused where it stands in state', async () => {
    const state = (wrong: unknown) => ({ [`weight:${kernel}`]: wrong }) as never;
    const setState = (wrong: unknown) => refusal(() => model.setState(state(wrong)));
    expect(await setState({ shape: [4, 2], data: right.data })).toContain(
      `\`weight:${kernel}\` has no \`dtype\``,
    );
    expect(await setState({ ...right, data: right.data.subarray(1) })).toBe(
      `The state \`weight:${kernel}\` has 7 numbers, but its shape [4, 2] needs 8.`,
    );
    expect(await refusal(() => kmodel.createModel(model.graph, { state: state(null) }))).toContain('is null');
  });

  it('is no record of weights', async () => {
    const set = (weights: unknown) => refusal(() => model.setWeights(weights as never));
    const sentence = '`setWeights` takes tensors by name, as an object, and was given ';
    expect(await set(undefined)).toBe(`${sentence}undefined.`);
    expect(await set([right])).toBe(`${sentence}a list.`);
    expect(await set(new Map([[kernel, right]]))).toBe(`${sentence}a Map. Give \`Object.fromEntries(map)\`.`);
    expect(await set(Promise.resolve({}))).toBe(`${sentence}a Promise.`);
  });

  it('is set where it is one', () => {
    model.setWeights({ [kernel]: right });
    expect(model.getWeights()[kernel]).toEqual(right);
  });
});

describe('data of a wrong kind', () => {
  it.each<[string, unknown, string]>([
    [
      'nothing',
      undefined,
      'The data of `M` is undefined, where tensors by name are needed. Give `{ x: …, w: …, value: …, kind: … }`, with an array for each.',
    ],
    ['null', null, 'The data of `M` is null, where tensors by name are needed.'],
    [
      'a promise of it',
      Promise.resolve(data),
      'The data of `M` is a Promise, where tensors by name are needed.',
    ],
    [
      'undefined for an input',
      { ...data, x: undefined },
      'The data has undefined for input `x` of `M`, where an array',
    ],
    [
      'null for a head',
      { ...data, kind: null },
      'The data has null for head `kind` of `M`, where an array is needed.',
    ],
    [
      'a number for an input',
      { ...data, x: 5 },
      '`x` is 5, which is no tensor. Give a typed array, nested arrays',
    ],
    [
      'a shape that is null',
      { ...data, x: { ...x, shape: null } },
      'The `shape` of `x` is null, where a list of whole numbers is needed.',
    ],
    [
      'a shape with a hole',
      { ...data, x: { ...x, shape: [2, null] } },
      'The `shape` of `x` is [2, null], where a list of whole numbers is needed.',
    ],
    [
      'no data',
      { ...data, x: { ...x, data: null } },
      'The `data` of `x` is null, where a typed array or a list of strings is needed.',
    ],
    [
      'numbers of words',
      { ...data, w: { shape: [2], data: [1, 2] } },
      'The `data` of `w` is a list with 1 in it, where a typed array or a list of strings is needed. Nested arrays of numbers go without a shape.',
    ],
    [
      'objects for classes',
      { ...data, kind: { shape: [2], data: [{}, {}] } },
      'The `data` of `kind` is a list with an object in it, where a typed array or a list of strings is needed.',
    ],
    [
      'numbers of 64 bits',
      { ...data, x: new BigUint64Array(8) },
      '`x` is a BigUint64Array, which is no tensor.',
    ],
    [
      'gaps of another length',
      { ...data, x: { ...x, missing: new Uint8Array(1) } },
      'The `missing` of `x` is no Uint8Array of as many entries as its `data` has.',
    ],
  ])('is refused: %s', async (_, wrong, message) => {
    const given = wrong as typeof data;
    for (const call of [
      () => model.fit(given),
      () => model.evaluate(given),
      () => model.trainOnBatch(given),
      () => model.testOnBatch(given),
      () => model.gradients(given),
      // Without any, there is no validation.
      ...(wrong === undefined ? [] : [() => model.fit(data, { validationData: given })]),
      () => kmodel.reportOf(model, given),
    ])
      expect(await refusal(call)).toContain(message);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, '`x` is undefined'],
    ['a number', 5, 'is 5'],
  ])('is refused as a batch of a dataset: %s', async (_, batch) => {
    const dataset = (element: unknown) => ({
      iterator: () => Promise.resolve({ next: () => Promise.resolve({ value: element, done: false }) }),
    });
    expect(await refusal(() => model.predict(dataset(batch)))).toContain('the batch holds 1 of 2 tensors');
    expect(await refusal(() => model.fit(dataset({ xs: inputs, ys: batch })))).toContain('ys holds 1 of 2');
    expect(await refusal(() => model.fit({ iterator: () => batch } as never))).toBe(
      `The \`iterator()\` of the dataset gives ${String(batch)}, where an object with \`next()\` is needed.`,
    );
  });

  it.each<[string, object, string]>([
    ['null for weights of samples', { sampleWeight: null }, 'is null, which is no tensor.'],
    [
      'null for those of a head',
      { sampleWeight: { kind: null } },
      '`sampleWeight.kind` is null, which is no tensor.',
    ],
    [
      'a map of weights of classes',
      { classWeight: new Map([['a', 2]]) },
      '`classWeight` is a Map, where an object with a weight for each class is needed. Give `Object.fromEntries(map)`.',
    ],
    [
      'a map for a head',
      { classWeight: { kind: new Map() } },
      'The `classWeight` of head `kind` is a Map, where an object with a weight for each class is needed.',
    ],
    [
      'a word as a weight',
      { classWeight: { kind: { a: '2' } } },
      'The weight of class `a` is "2", where a number',
    ],
  ])('is refused beside it: %s', async (_, options, message) => {
    expect(await refusal(() => model.trainOnBatch(data, options as never))).toContain(message);
  });
});

/** Values that no call takes in the place of a model, of tensors, of data, of a path. */
const wrongs: readonly unknown[] = [
  undefined,
  null,
  5,
  5n,
  true,
  Symbol('s'),
  () => 1,
  Promise.resolve(1),
  new Map([['x', 1]]),
  new Date(0),
  new ArrayBuffer(8),
  new DataView(new ArrayBuffer(8)),
  new BigUint64Array(2),
  [null],
  [{}],
  { x: null },
  { shape: [1] },
  { shape: null, data: null },
];

type Call = (wrong: never) => unknown;

describe('whatever is given', () => {
  it.each<[string, Call]>([
    ['setWeights', (wrong) => model.setWeights(wrong)],
    ['setState', (wrong) => model.setState(wrong)],
    ['setLearnedState', (wrong) => model.setLearnedState(wrong)],
    ['applyGradients', (wrong) => model.applyGradients(wrong)],
    ['fit', (wrong) => model.fit(wrong)],
    ['evaluate', (wrong) => model.evaluate(wrong)],
    ['predict', (wrong) => model.predict(wrong)],
    ['trainOnBatch', (wrong) => model.trainOnBatch(wrong)],
    ['predictOnBatch', (wrong) => model.predictOnBatch(wrong)],
    ['an input', (wrong) => model.predict({ ...inputs, x: wrong })],
    ['words', (wrong) => model.predict({ ...inputs, w: wrong })],
    ['a head', (wrong) => model.evaluate({ ...data, value: wrong })],
    ['classes', (wrong) => model.evaluate({ ...data, kind: wrong })],
    ['sampleWeight', (wrong) => model.evaluate(data, { sampleWeight: { value: wrong ?? 1 } })],
    ['outputs', (wrong) => model.predict(inputs, { outputs: wrong ?? 1 })],
    ['learningRate', (wrong) => (model.learningRate = wrong === 5 ? (Number.NaN as never) : wrong)],
    ['saveWeights', (wrong) => kmodel.saveWeights(wrong, place('a.safetensors'))],
    ['loadWeights', (wrong) => kmodel.loadWeights(wrong, place('a.safetensors'))],
    ['toLayersModel', (wrong) => kmodel.toLayersModel(wrong)],
    ['saveTfjsModel', (wrong) => kmodel.saveTfjsModel(wrong, place('tfjs'))],
    ['saveKerasModel', (wrong) => kmodel.saveKerasModel(wrong, place('a.keras'), undefined)],
    ['saveCheckpoint', (wrong) => kmodel.saveCheckpoint(folder, wrong, {} as never)],
    ['restoreCheckpoint of', (wrong) => kmodel.restoreCheckpoint(wrong, {} as never)],
    ['restoreCheckpoint', (wrong) => kmodel.restoreCheckpoint(model, wrong)],
    ['createModel', (wrong) => kmodel.createModel(wrong)],
    ['verifyModel', (wrong) => kmodel.verifyModel(wrong, { engines: [] })],
    ['engines', (wrong) => kmodel.verifyModel(model, { engines: wrong })],
    ['reportOf', (wrong) => kmodel.reportOf(wrong, data)],
    ['trainingData', (wrong) => kmodel.trainingData(wrong, { seed: undefined })],
    ['readData', (wrong) => kmodel.readData(wrong ?? 1, [])],
    ['writeArrays', (wrong) => kmodel.writeArrays(place('a.npz'), wrong)],
    ['an array of npz', (wrong) => kmodel.writeArrays(place('a.npz'), { a: wrong })],
    ['an array of jsonl', (wrong) => kmodel.writeArrays(place('a.jsonl'), { a: wrong })],
    ['an array of csv', (wrong) => kmodel.writeArrays(place('a.csv'), { a: wrong })],
    ['writeArrays to', (wrong) => kmodel.writeArrays(wrong, { a: right })],
    ['importModel', (wrong) => kmodel.importModel(wrong)],
    ['load', (wrong) => kmodel.load(wrong)],
    ['run', (wrong) => model.fit(data, { run: wrong ?? null } as never)],
    ['options of fit', (wrong) => model.fit(data, wrong ?? null)],
    ['options of load', (wrong) => kmodel.load(place('none.kmodel'), wrong)],
  ])('a sentence answers: %s', async (_, call) => {
    for (const wrong of wrongs) expect(await refusal(() => call(wrong as never))).not.toBe('nothing');
  });

  it('one of a model, its graph and a promise is not taken for the other', async () => {
    const save = (wrong: unknown) =>
      refusal(() => kmodel.saveWeights(wrong as Model, place('a.safetensors')));
    expect(await save(model.graph)).toBe(
      '`saveWeights` takes a model, and was given the graph of one. Give `await createModel(graph)`.',
    );
    expect(await save(Promise.resolve(model))).toBe(
      '`saveWeights` takes a model, and was given a Promise. Wait for it: `await load(path)`.',
    );
    expect(await refusal(() => kmodel.createModel(model as never))).toBe(
      '`createModel` takes the graph of a model, and was given the model itself. Give `model.graph`.',
    );
  });
});
