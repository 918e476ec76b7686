import { describe, expect, it } from 'vitest';
import { floats, mistakesOf, modelOf, numbers } from './support.ts';

const dense = (units: number) => `Dense(${units}, use_bias: false, kernel_initializer: Ones())`;

const textWith = (train: string, more = ''): string => `model M {
  input x: float32[1]
  branch features = x -> ${dense(1)}
  branch neck = features -> ${dense(1)}
  head y = neck -> ${dense(1)} { loss: mse }${more}
  train { ${train} }
}`;

const batch = { x: floats([1, 1], [1]), y: floats([1, 1], [0]) };

/** Every kernel after some steps on one batch: at the start all are 1, and the gradient of each is 2. */
async function kernelsAfter(train: string, steps = 1): Promise<readonly number[]> {
  const model = await modelOf(textWith(train));
  for (let step = 0; step < steps; step++) await model.trainOnBatch(batch);
  const weights = model.getWeights();
  return ['features_dense', 'neck_dense', 'y'].map((layer) => numbers(weights[`${layer}/kernel`])[0]!);
}

describe('optimizers of parts', () => {
  it('change what the named declarations make, and the rest all else', async () => {
    const [features, neck, head] = await kernelsAfter('optimizer: {features: SGD(0.01), rest: SGD(0.1)}');
    expect(features).toBeCloseTo(0.98, 6);
    expect(neck).toBeCloseTo(0.8, 6);
    expect(head).toBeCloseTo(0.8, 6);
  });

  it('need no rest where every layer is named', async () => {
    const kernels = await kernelsAfter('optimizer: {features: SGD(0.01), neck: SGD(0.05), y: SGD(0.1)}');
    expect(kernels.map((kernel) => Math.round(kernel * 1e6) / 1e6)).toEqual([0.98, 0.9, 0.8]);
  });

  it('keep state of their own: as one optimizer for all where both are the same', async () => {
    const apart = await kernelsAfter('optimizer: {features: Adam(0.01), rest: Adam(0.01)}', 5);
    expect(apart).toEqual(await kernelsAfter('optimizer: Adam(0.01)', 5));
  });

  it('clip the gradients of their part alone', async () => {
    const train = 'optimizer: {features: SGD(1, global_clipnorm: 0.5), rest: SGD(0.1)}';
    expect((await kernelsAfter(train))[0]).toBeCloseTo(0.5, 5);
  });

  it('have one learning rate to read and set, in the proportion of the text', async () => {
    const model = await modelOf(textWith('optimizer: {features: SGD(0.01), rest: SGD(0.1)}'));
    expect(model.learningRate).toBeCloseTo(0.01, 7);
    model.learningRate = 0.001;
    await model.trainOnBatch(batch);
    const weights = model.getWeights();
    expect(numbers(weights['features_dense/kernel'])[0]).toBeCloseTo(1 - 2 * 0.001, 6);
    expect(numbers(weights['y/kernel'])[0]).toBeCloseTo(1 - 2 * 0.01, 6);
  });

  it('are those of the steps that have none of their own', async () => {
    const train = 'optimizer: {features: SGD(0.01), rest: SGD(0.1)}, step all { minimize: y }';
    expect((await kernelsAfter(train)).map((kernel) => Math.round(kernel * 1e6) / 1e6)).toEqual([
      0.98, 0.8, 0.8,
    ]);
  });

  it('go on where they stopped', async () => {
    const text = textWith('optimizer: {features: Adam(0.01), rest: RMSprop(0.01)}');
    const [whole, first, second] = await Promise.all([modelOf(text), modelOf(text), modelOf(text)]);
    for (let step = 0; step < 4; step++) await whole.trainOnBatch(batch);
    for (let step = 0; step < 2; step++) await first.trainOnBatch(batch);
    second.setState(first.getState());
    for (let step = 0; step < 2; step++) await second.trainOnBatch(batch);
    expect(second.getWeights()).toEqual(whole.getWeights());
  });

  it.each([
    [
      'optimizer: {features: SGD(0.1)}',
      'KM5008 No optimizer is for `neck`: `rest: …` is for all that has none.',
    ],
    ['optimizer: {feature: SGD(0.1), rest: SGD()}', 'KM1001 Nothing is called `feature` here.'],
    ['optimizer: {x: SGD(0.1), rest: SGD()}', 'KM5008 `x` makes no layer with weights'],
    ['optimizer: {features: SGD(0.1), features: SGD(), rest: SGD()}', 'KM1002'],
    ['optimizer: {features: relu, rest: SGD()}', 'KM5003'],
    ['optimizer: MultiOptimizer()', 'A record has an optimizer for each part'],
  ])('%s is a mistake', (train, wanted) => {
    expect(mistakesOf(textWith(train)).join('\n')).toContain(wanted);
  });

  it('cannot be for what is frozen', () => {
    const text = textWith('optimizer: {fixed: SGD(0.1), rest: SGD()}').replace(
      'head y',
      `shared fixed = ${dense(1)} { trainable: false }\n  branch z = x -> fixed\n  head y`,
    );
    expect(mistakesOf(text).join('\n')).toContain('KM5008 `fixed` is frozen');
  });
});
