import { describe, expect, it } from 'vitest';
import { floats, mistakesOf, modelOf, numbers } from './support.ts';

const linear = `layer Linear(units: int, activation: activation = linear) {
  input x: float32[..., D]
  weight kernel: float32[D, units] = Ones()
  weight bias: float32[units] = Zeros() { regularizer: L2(0.5) }
  return activation(matmul(x, kernel) + bias)
}
`;

const centered = `layer Centered(momentum: float = 0.5) {
  input x: float32[..., D]
  weight moving: float32[D] = Zeros() { trainable: false }
  branch now = mean(x, axis: 0)
  update moving = momentum * moving + (1 - momentum) * now
  return x - where(training, now, moving)
}
`;

describe('a layer of the text', () => {
  it('computes like the layer of Keras that it is written after', async () => {
    const model = await modelOf(
      `${linear}model M {\n  input x: float32[3]\n  branch own = x -> Linear(2, activation: tanh)\n  branch built = x -> Dense(2, activation: tanh)\n  head y = [own, built] -> Concatenate()\n}`,
    );
    const kernel = floats([3, 2], [1, -2, 0.5, 3, -1, 0.25]);
    const bias = floats([2], [0.5, -0.5]);
    model.setWeights({
      'own_linear/kernel': kernel,
      'own_linear/bias': bias,
      'built_dense/kernel': kernel,
      'built_dense/bias': bias,
    });
    const { y } = await model.predict({ x: floats([2, 3], [0.1, 0.2, -0.3, 1, 0.5, -0.25]) });
    const found = numbers(y);
    for (const row of [found.slice(0, 4), found.slice(4)]) {
      expect(row[0]).toBeCloseTo(row[2]!, 6);
      expect(row[1]).toBeCloseTo(row[3]!, 6);
    }
  });

  it('has weights by name, with penalties, and takes leading axes of any number', async () => {
    const model = await modelOf(
      `${linear}model M {\n  input x: float32[4, 5, 3]\n  head y = x -> Linear(2) -> Flatten() -> Dense(1) { loss: mse }\n}`,
    );
    const weights = model.getWeights();
    expect(Object.keys(weights)).toContain('y_linear/kernel');
    expect(weights['y_linear/kernel']!.shape).toEqual([3, 2]);
    model.setWeights({ 'y_linear/bias': floats([2], [1, 2]) });
    const dense = model.getWeights()['y/kernel']!;
    model.setWeights({ 'y/kernel': { ...dense, data: new Float32Array(dense.data.length) } });
    const x = floats([1, 4, 5, 3], new Float32Array(60));
    // The prediction is zero, and so is the target: what is left is 0.5 · (1² + 2²).
    const { loss } = await model.evaluate({ x, y: floats([1, 1], [0]) });
    expect(loss).toBeCloseTo(2.5, 5);
  });

  it('updates its weights after a step of training, and tells training from predicting', async () => {
    const model = await modelOf(
      `${centered}model M {\n  input x: float32[2]\n  head y = x -> Centered() -> Dense(1, kernel_initializer: Ones()) { loss: mse }\n  train { optimizer: SGD(0.0) }\n}`,
    );
    const data = { x: floats([2, 2], [1, 2, 3, 6]), y: floats([2, 1], [0, 0]) };
    const { loss } = await model.trainOnBatch(data);
    // Centered by the batch: −1 − 2 and 1 + 2.
    expect(loss).toBeCloseTo(9, 5);
    expect(numbers(model.getWeights()['y_centered/moving'])).toEqual([1, 2]);
    const { y } = await model.predict({ x: data.x });
    expect(numbers(y)).toEqual([0, 6]);
    await model.trainOnBatch(data);
    expect(numbers(model.getWeights()['y_centered/moving'])).toEqual([1.5, 3]);
  });

  it('that is shared updates at each use in order, each reading what was before it', async () => {
    const model = await modelOf(
      `${centered}model M {\n  input a: float32[1]\n  input b: float32[1]\n  shared c = Centered()\n  branch one = a -> c\n  branch two = b -> c\n  head y = one + two -> Dense(1) { loss: mse }\n  train { optimizer: SGD(0.0) }\n}`,
    );
    const column = (data: number[]) => floats([2, 1], data);
    await model.trainOnBatch({ a: column([2, 2]), b: column([8, 8]), y: column([0, 0]) });
    // 0.5 · 0 + 0.5 · 2 = 1, then 0.5 · 1 + 0.5 · 8.
    expect(numbers(model.getWeights()['c/moving'])).toEqual([4.5]);
    expect(Object.keys(model.getWeights()).filter((name) => name.startsWith('c/'))).toEqual(['c/moving']);
  });

  it('is frozen by trainable: false, and stands in TimeDistributed', async () => {
    const model = await modelOf(
      `${linear}model M {\n  input x: float32[4, 3]\n  branch h = x -> TimeDistributed(Linear(2)) -> Flatten()\n  head y = h -> Linear(1, trainable: false) { loss: mse }\n  train { optimizer: SGD(0.1) }\n}`,
    );
    const before = model.getWeights();
    expect(Object.keys(before)).toEqual([
      'h_time_distributed/linear/kernel',
      'h_time_distributed/linear/bias',
      'y/kernel',
      'y/bias',
    ]);
    const x = { shape: [2, 4, 3], data: Float32Array.from({ length: 24 }, (_, index) => Math.sin(index)) };
    await model.trainOnBatch({ x, y: floats([2, 1], [1, -1]) });
    const after = model.getWeights();
    expect(numbers(after['y/kernel'])).toEqual(numbers(before['y/kernel']));
    expect(numbers(after['h_time_distributed/linear/kernel'])).not.toEqual(
      numbers(before['h_time_distributed/linear/kernel']),
    );
  });

  it('reads the mask of an input, and hands it on where it says so', async () => {
    const text = (settings: string) => `layer MaskedMean() {
  input x: float32[T, D]
  branch counts = cast(mask(x), float32)
  return sum(x * expand_dims(counts, -1), axis: 1) / expand_dims(sum(counts, axis: 1), -1)
}
layer Twice() {
  input x: float32[T, D]
  return x * 2${settings}
}
model M {
  input words: int32[3]
  head y = words -> Embedding(4, 1, mask_zero: true, embeddings_initializer: Ones()) -> Twice() -> MaskedMean()
}`;
    const data = { words: { shape: [1, 3], data: Int32Array.of(1, 0, 0) } };
    for (const [settings, wanted] of [
      [' { mask: pass }', 2],
      ['', 14 / 3],
    ] as const) {
      const model = await modelOf(text(settings));
      model.setWeights({ 'y_embedding/embeddings': floats([4, 1], [3, 1, 1, 1]) });
      const { y } = await model.predict(data);
      expect(numbers(y)[0]).toBeCloseTo(wanted, 5);
    }
  });

  it('adds the mean of an objective to the loss, without logging it', async () => {
    const model = await modelOf(`layer Penalized() {
  input x: float32[..., D]
  objective size = sum(square(x), axis: -1) { weight: 0.5 }
  return x
}
model M {
  input x: float32[2]
  head y = x -> Penalized() -> Dense(1, kernel_initializer: Zeros()) { loss: mse }
}`);
    const x = floats([2, 2], [1, 2, 3, 0]);
    const logs = await model.evaluate({ x, y: floats([2, 1], [0, 0]) });
    expect(Object.keys(logs)).toEqual(['loss']);
    expect(logs.loss).toBeCloseTo(0.5 * ((1 + 4 + 9) / 2), 5);
  });

  it('takes several inputs and gives several results, by name or in order', async () => {
    const model = await modelOf(`layer Parts() {
  input a: float32[D]
  input b: float32[D]
  return {total: a + b, difference: a - b}
}
model M {
  input x: float32[2]
  input z: float32[2]
  branch {total, difference: d} = {b: z, a: x} -> Parts()
  head y = total * d
}`);
    const row = (data: number[]) => floats([1, 2], data);
    const { y } = await model.predict({ x: row([3, 5]), z: row([1, 2]) });
    expect(numbers(y)).toEqual([8, 21]);
  });

  it('has sizes as whole numbers, also where they are known only at run time', async () => {
    const model = await modelOf(`layer Positions() {
  input x: float32[T, D]
  return x / D ** 0.5 + expand_dims(arange(T) / T, -1)
}
model M {
  input x: float32[S, 4]
  head y = x -> Positions()
}`);
    const { y } = await model.predict({ x: floats([1, 2, 4], new Float32Array(8).fill(2)) });
    expect(numbers(y)).toEqual([1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5]);
  });
});

describe('mistakes in layers', () => {
  const use = 'model M {\n  input x: float32[T, 3]\n  head y = x -> L()\n}';
  it.each([
    [
      'a weight of a size that is known only at run time',
      `layer L() {\n  input x: float32[T, D]\n  weight w: float32[T, D] = Zeros()\n  return x + w\n}\n${use}`,
      'KM3005 The size `T` of weight `w` must be known',
    ],
    [
      'an input that does not fit',
      `layer L() {\n  input x: float32[D]\n  return x\n}\n${use}`,
      'KM3001 Input `x` of L is float32[D], but `x` is float32[batch, T, 3].',
    ],
    [
      'a mistake in its text',
      `layer L() {\n  input x: float32[..., D]\n  weight w: float32[4, 4] = Zeros()\n  return matmul(x, w)\n}\n${use}`,
      'KM3002 `matmul` sums over',
    ],
    [
      'an update of something else',
      `layer L() {\n  input x: float32[..., D]\n  update x = x + 1\n  return x\n}\n${use}`,
      'KM1001 There is no weight `x` that could be updated.',
    ],
    [
      'an update of another shape',
      `layer L() {\n  input x: float32[..., D]\n  weight w: float32[D] = Zeros() { trainable: false }\n  update w = x\n  return x + w\n}\n${use}`,
      'KM3002 `w` is float32[D], but its new value is float32[batch, ',
    ],
    [
      'no result',
      `layer L() {\n  input x: float32[..., D]\n  branch y = x\n}\n${use}`,
      'KM0002 Layer `L` has no `return`.',
    ],
    [
      'a result without the batch',
      `layer L() {\n  input x: float32[..., D]\n  return mean(x, axis: 0)\n}\n${use}`,
      'KM5007 `L` gives float32[',
    ],
    [
      'a layer inside',
      `layer L() {\n  input x: float32[..., D]\n  return x -> Dense(3)\n}\n${use}`,
      'KM1003 `Dense` is a layer, and a layer is made of functions and weights.',
    ],
    [
      'a name of Keras',
      `layer Dense() {\n  input x: float32[..., D]\n  return x\n}\n${use}`,
      'KM1002 `Dense` is the name of a layer.',
    ],
    [
      'a head inside',
      `layer L() {\n  input x: float32[..., D]\n  head y = x\n  return x\n}\n${use}`,
      'KM0002 A layer has no `head`.',
    ],
  ])('%s', (_, text, wanted) => {
    const found = mistakesOf(text);
    expect(found.join('\n')).toContain(wanted);
  });
});
