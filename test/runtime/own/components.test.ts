import { describe, expect, it } from 'vitest';
import { floats, mistakesOf, modelOf, numbers } from './support.ts';

const column = (data: readonly number[]) => ({ shape: [data.length, 1], data: Float32Array.from(data) });

/** A model whose prediction is its input. */
const passing = (declarations: string, settings: string, rest = '') =>
  `${declarations}\nmodel M {\n  input x: float32[1]\n  head y = x -> Identity() { ${settings} }\n${rest}}`;

describe('a loss of the text', () => {
  it('is averaged over entries and samples, by their weights', async () => {
    const model = await modelOf(
      passing(
        'loss pinball(y_true, y_pred, tau: float = 0.5) = mean(maximum(tau * (y_true - y_pred), (tau - 1) * (y_true - y_pred)), axis: -1)',
        'loss: pinball(tau: 0.9)',
      ),
    );
    const data = { x: column([0, 3]), y: column([2, 1]) };
    expect((await model.evaluate(data)).loss).toBeCloseTo((0.9 * 2 + 0.1 * 2) / 2, 6);
    const weighted = await model.evaluate(data, { sampleWeight: { y: [3, 1] } } as never);
    expect(weighted.loss).toBeCloseTo((3 * 1.8 + 0.2) / 2, 6);
  });

  it('takes targets of the type that it states', async () => {
    const model =
      await modelOf(`loss nll(y_true: int32[], y_pred) = -log(sum(one_hot(y_true, 3) * y_pred, axis: -1))
model M {
  input x: float32[3]
  head y = x -> Activation(softmax) { loss: nll }
}`);
    const x = floats([2, 3], [1, 2, 3, 0, 0, 0]);
    const { loss } = await model.evaluate({ x, y: { shape: [2], data: Int32Array.of(2, 1) } });
    const first = -Math.log(Math.exp(3) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
    expect(loss).toBeCloseTo((first + Math.log(3)) / 2, 5);
  });

  it('may compare the samples of a batch', async () => {
    const model = await modelOf(`loss contrast(y_true, y_pred) {
  branch z = normalize(y_pred, axis: -1)
  branch likeness = matmul(z, transpose(z))
  return logsumexp(likeness, axis: 1)
}
model M {
  input x: float32[2]
  head y = x -> Identity() { loss: contrast }
}`);
    const x = floats([2, 2], [2, 0, 0, 3]);
    const { loss } = await model.evaluate({ x, y: x });
    expect(loss).toBeCloseTo(Math.log(Math.E + 1), 5);
  });
});

describe('a metric of the text', () => {
  const rmse = 'metric rmse(y_true, y_pred) = sqrt(mean(square(y_true - y_pred)))';
  const predicted = [0.5, 2, -1, 4, 3.5, 0, 1];
  const wanted = [1, 1.5, 0, 2, 3, -2, 1];
  const data = { x: column(predicted), y: column(wanted) };
  const errors = predicted.map((value, index) => wanted[index]! - value);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it('is exact over an epoch, however that is cut into batches', async () => {
    const model = await modelOf(passing(rmse, 'loss: mse, metrics: [rmse]'));
    const exact = Math.sqrt(mean(errors.map((error) => error * error)));
    for (const batchSize of [1, 2, 3, 7]) {
      const logs = await model.evaluate(data, { batchSize });
      expect(logs.rmse).toBeCloseTo(exact, 6);
    }
  });

  it.each([
    ['max(abs(y_true - y_pred))', Math.max(...errors.map(Math.abs))],
    ['min(y_true)', -2],
    ['sum(y_true) / sum(y_pred)', 6.5 / 10],
    ['var(y_pred)', mean(predicted.map((v) => (v - mean(predicted)) ** 2))],
    [
      'std(y_true) + mean(y_pred)',
      Math.sqrt(mean(wanted.map((v) => (v - mean(wanted)) ** 2))) + mean(predicted),
    ],
    [
      '1 - mean(square(y_true - y_pred)) / (mean(square(y_true)) - square(mean(y_true)))',
      1 - mean(errors.map((e) => e * e)) / (mean(wanted.map((v) => v * v)) - mean(wanted) ** 2),
    ],
    ['logsumexp(y_pred)', Math.log(predicted.reduce((total, v) => total + Math.exp(v), 0))],
    ['mean(cast(y_true > y_pred, float32))', 2 / 7],
    ['abs(y_true - y_pred)', mean(errors.map(Math.abs))],
    ['sum(ones_like(y_true))', 7],
  ])('%s', async (expression, exact) => {
    const model = await modelOf(
      passing(`metric m(y_true, y_pred) = ${expression}`, 'loss: mse, metrics: [m]'),
    );
    for (const batchSize of [2, 7]) {
      const { m } = await model.evaluate(data, { batchSize });
      expect(m).toBeCloseTo(exact, 5);
    }
  });

  it('weighs every mean and sum by the weights of samples', async () => {
    const text = 'metric m(y_true, y_pred) = mean(y_pred)\nmetric s(y_true, y_pred) = sum(ones_like(y_pred))';
    const model = await modelOf(passing(text, 'loss: mse, metrics: [m, s]'));
    const logs = await model.evaluate({ x: column([1, 5]), y: column([0, 0]) }, {
      sampleWeight: { y: [3, 1] },
    } as never);
    expect(logs.m).toBeCloseTo(2, 6);
    expect(logs.s).toBeCloseTo(4, 6);
  });

  it('leaves masked entries out of every reduction', async () => {
    const model = await modelOf(`metric m(y_true, y_pred) = mean(max(y_pred, axis: [1, 2]))
metric n(y_true, y_pred) = mean(y_pred)
model M {
  input words: int32[3]
  head y = words -> Embedding(4, 1, mask_zero: true) { loss: mse, metrics: [m, n] }
}`);
    model.setWeights({ 'y/embeddings': floats([4, 1], [9, 1, 2, 3]) });
    const words = { shape: [2, 3], data: Int32Array.of(1, 2, 0, 3, 0, 0) };
    const logs = await model.evaluate({ words, y: floats([2, 3, 1], new Float32Array(6)) });
    expect(logs.m).toBeCloseTo((2 + 3) / 2, 6);
    expect(logs.n).toBeCloseTo((1 + 2 + 3) / 3, 6);
  });
});

describe('other components of the text', () => {
  it('an activation is an option, a layer and a function', async () => {
    const model = await modelOf(`activation swish2(x, beta: float = 1.0) = x * sigmoid(beta * x)
model M {
  input x: float32[1]
  branch a = x -> Dense(1, activation: swish2, kernel_initializer: Ones())
  branch b = x -> Activation(swish2(beta: 2.0))
  head y = [a, b, swish2(x, beta: 3)] -> Concatenate()
}`);
    const { y } = await model.predict({ x: column([0.7]) });
    const swish = (beta: number) => 0.7 / (1 + Math.exp(-beta * 0.7));
    [1, 2, 3].forEach((beta, index) => expect(numbers(y)[index]).toBeCloseTo(swish(beta), 6));
  });

  it('a regularizer adds its penalty, a constraint holds after a step, a schedule gives the rate', async () => {
    const model = await modelOf(`regularizer l15(w, strength: float) = strength * sum(abs(w) ** 1.5)
constraint unit_interval(w) = clip(w, 0, 1)
schedule halves(step, start: float = 1.0) = start * 0.5 ** step
model M {
  input x: float32[1]
  head y = x -> Dense(2, use_bias: false, kernel_regularizer: l15(0.5), kernel_constraint: unit_interval) { loss: mse }
  train { optimizer: SGD(halves(start: 0.1)) }
}`);
    model.setWeights({ 'y/kernel': floats([1, 2], [4, 0.25]) });
    const data = { x: column([0]), y: floats([1, 2], [0, 0]) };
    const { loss } = await model.evaluate(data);
    expect(loss).toBeCloseTo(0.5 * (8 + 0.125), 5);
    await model.trainOnBatch(data);
    // The gradient is 0.75 · √w, the rates 0.1 and 0.05; what is over 1 is brought back.
    const first = 0.25 - 0.1 * 0.75 * 0.5;
    expect(numbers(model.getWeights()['y/kernel'])[0]).toBe(1);
    expect(numbers(model.getWeights()['y/kernel'])[1]).toBeCloseTo(first, 6);
    await model.trainOnBatch(data);
    expect(numbers(model.getWeights()['y/kernel'])[1]).toBeCloseTo(first - 0.05 * 0.75 * Math.sqrt(first), 6);
  });
});

describe('mistakes in components', () => {
  it.each([
    [
      'loss l(y_true, y_pred) = mean(square(y_true - y_pred))',
      'KM5007 `l` gives float32[]: a loss has a value for each sample',
    ],
    [
      'loss l(y_true) = y_true',
      'KM5007 The first parameters of loss `l` are the targets and the predictions.',
    ],
    ['regularizer r(w) = square(w)', 'KM5007 `r` gives float32['],
    ['constraint c(w) = sum(w)', 'KM5007 `c` makes float32[] of float32['],
    ['schedule s(step) = [step, step]', 'KM5007'],
    ['activation a(x) = sum(x)', 'KM2004 `sum` without `axis` would join the samples of a batch'],
    [
      'metric m(y_true, y_pred) = mean(square(y_pred - mean(y_pred)))',
      'KM5007 `mean(y_pred)` is a value of the whole epoch',
    ],
    [
      'metric m(y_true, y_pred) = mean(matmul(y_pred, transpose(y_pred)))',
      'KM5007 What joins the samples of a batch here',
    ],
    ['loss mse(y_true, y_pred) = square(y_true - y_pred)', 'KM1002 `mse` is the name of a loss of Keras.'],
    ['activation relu(x) = x', 'KM1002 `relu` is the name of an activation of Keras.'],
    ['loss l(y_true, y_pred) = y_tru', 'KM1001 Nothing is called `y_tru` here.'],
    ['activation a(x) = b(x)\nactivation b(x) = a(x)', 'KM4001'],
    ['activation a(x) = a(x)', 'KM4001'],
  ])('%s', (text, wanted) => {
    expect(mistakesOf(text).join('\n')).toContain(wanted);
  });

  it('are reported once each', () => {
    expect(mistakesOf('metric m(y_true, y_pred) = mean(square(y_pred - mean(y_pred)))')).toHaveLength(1);
    expect(mistakesOf('loss l(y_true, y_pred) = y_tru')).toHaveLength(1);
  });

  it('a loss that does not fit a head is KM5001 there', () => {
    const text =
      'loss l(y_true: int32[], y_pred: float32[C]) = -log(y_pred[0])\nmodel M {\n  input x: float32[4, 4]\n  head y = x -> Dense(2) { loss: l }\n}';
    expect(mistakesOf(text).join('\n')).toContain('KM5001 `l` does not fit this head');
  });
});
