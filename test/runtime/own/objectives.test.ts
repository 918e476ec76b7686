import { describe, expect, it } from 'vitest';
import { floats, mistakesOf, modelOf, numbers } from './support.ts';

const column = (data: readonly number[]) => floats([data.length, 1], data);
const dense = 'Dense(1, use_bias: false, kernel_initializer: Ones())';

describe('an objective', () => {
  const text = `model M {
  input x: float32[1]
  branch code = x -> ${dense}
  head y = code -> Identity() { loss: mse }
  objective small = square(code) { weight: 0.5 }
  train { optimizer: SGD(0.1) }
}`;

  it('is a term of the loss, averaged over samples, and logged without its weight', async () => {
    const model = await modelOf(text);
    const logs = await model.evaluate({ x: column([1, 3]), y: column([0, 3]) });
    expect(Object.keys(logs)).toEqual(['loss', 'small']);
    expect(logs.small).toBeCloseTo(5, 6);
    expect(logs.loss).toBeCloseTo(0.5 + 0.5 * 5, 6);
  });

  it('trains', async () => {
    const model = await modelOf(text);
    await model.trainOnBatch({ x: column([2]), y: column([2]) });
    // d/dw of (2w − 2)² + 0.5 · (2w)² at 1 is 4.
    expect(numbers(model.getWeights()['code_dense/kernel'])[0]).toBeCloseTo(0.6, 6);
  });

  it('may be all that a model has, and join the samples of a batch', async () => {
    const model = await modelOf(`model M {
  input x: float32[1]
  branch code = x -> ${dense}
  objective spread = -max(code) + sum(matmul(transpose(code), code))
  train { optimizer: SGD(0.1) }
}`);
    const logs = await model.evaluate({ x: column([1, 3]) });
    expect(logs.spread).toBeCloseTo(-3 + 10, 5);
    await expect(model.predict({ x: column([2]) })).rejects.toThrow(
      '`M` has no head: by itself it predicts nothing.',
    );
    const { code } = await model.predict({ x: column([2]) }, { outputs: ['code'] });
    expect(numbers(code)).toEqual([2]);
  });

  it('is no reason for the data to hold the target that the model has itself', async () => {
    const model = await modelOf(`model M {
  input x: float32[1]
  head y = x -> ${dense} { loss: mse, target: x }
  train { optimizer: SGD(0.1) }
}`);
    model.setWeights({ 'y/kernel': floats([1, 1], [3]) });
    expect((await model.evaluate({ x: column([1, 2]) })).loss).toBeCloseTo((4 + 16) / 2, 5);
  });

  it('lets no gradient into a target', async () => {
    const model = await modelOf(`model M {
  input x: float32[1]
  branch wanted = x -> ${dense}
  head y = x -> ${dense} { loss: mse, target: wanted }
  train { optimizer: SGD(0.1) }
}`);
    model.setWeights({ 'y/kernel': floats([1, 1], [2]) });
    await model.trainOnBatch({ x: column([1]) });
    expect(numbers(model.getWeights()['wanted_dense/kernel'])).toEqual([1]);
    expect(numbers(model.getWeights()['y/kernel'])[0]).toBeCloseTo(2 - 0.1 * 2, 6);
  });
});

describe('a training in turns', () => {
  const turns = (steps: string) => `model M {
  input x: float32[1]
  shared a = ${dense}
  shared b = ${dense}
  branch first = x -> a
  branch second = first -> b
  head y = second -> Identity() { loss: mse }
  objective size = first
  train {
${steps}
  }
}`;

  it('updates what each step names, by what the steps before have left', async () => {
    const model = await modelOf(
      turns(
        '    step one { minimize: [size], update: [a] }\n    step two { minimize: [y], update: [b] }\n    optimizer: SGD(0.1)',
      ),
    );
    const logs = await model.trainOnBatch({ x: column([2]), y: column([0]) });
    const weights = model.getWeights();
    // The first takes 0.1 · 2 from a; the second then sees 2 · 0.8 · b.
    expect(numbers(weights['a/kernel'])[0]).toBeCloseTo(0.8, 6);
    expect(numbers(weights['b/kernel'])[0]).toBeCloseTo(1 - 0.1 * 2 * 1.6 * 1.6, 5);
    expect(Object.keys(logs)).toEqual(['loss', 'y_loss', 'size']);
    expect(logs.size).toBeCloseTo(2, 6);
    expect(logs.y_loss).toBeCloseTo(1.6 * 1.6, 5);
    expect(logs.loss).toBeCloseTo(2 + 1.6 * 1.6, 5);
  });

  it('repeats a step, and logs its mean', async () => {
    const model = await modelOf(
      turns(
        '    step one { minimize: [size], update: [a], repeat: 3 }\n    step two { minimize: [y], update: [b] }\n    optimizer: SGD(0.1)',
      ),
    );
    const logs = await model.trainOnBatch({ x: column([1]), y: column([0]) });
    expect(numbers(model.getWeights()['a/kernel'])[0]).toBeCloseTo(0.7, 5);
    expect(logs.size).toBeCloseTo((1 + 0.9 + 0.8) / 3, 5);
    expect(logs.loss).toBeCloseTo(0.9 + 0.49, 5);
  });

  it('keeps an optimizer for each step', async () => {
    const model = await modelOf(
      turns(
        '    step one { minimize: [size], update: [a], optimizer: SGD(0.5) }\n    step two { minimize: [y] }\n    optimizer: SGD(0.1, momentum: 0.9)',
      ),
    );
    await model.trainOnBatch({ x: column([1]), y: column([0]) });
    const states = Object.keys(model.getState());
    expect(states).toContain('optimizer:one:iteration');
    expect(states).toContain('optimizer:two:a/kernel/momentum');
    expect(states).not.toContain('optimizer:one:a/kernel/momentum');
    expect(model.learningRate).toBe(0.5);
  });

  it('evaluates to the sum over its steps', async () => {
    const model = await modelOf(
      turns('    step one { minimize: [size], update: [a] }\n    step two { minimize: [y, size] }'),
    );
    const logs = await model.evaluate({ x: column([2]), y: column([0]) });
    expect(logs.loss).toBeCloseTo(2 + 4 + 2, 5);
    expect(logs.y_loss).toBeCloseTo(4, 5);
  });

  it.each([
    ['step one { minimize: [first] }', 'KM5008 `first` is no head with a loss and no objective'],
    ['step one { minimize: [sise] }', 'KM1001 Nothing is called `sise` here. Did you mean `size`?'],
    ['step one { minimize: [size], update: [b] }', 'KM5008 No gradient of `size` reaches `b`'],
    ['step one { minimize: [size], update: [x] }', 'KM5008 `x` makes no layer with weights'],
    ['step one { minimize: [size] }', 'KM5009 No step makes `y` small.'],
    ['step one { minimize: [size] }\n    step one { minimize: [y] }', 'KM1002'],
    ['step one { minimise: [size] }', 'KM2001'],
    ['step one { minimize: [size], repeat: 0 }', 'KM2004'],
  ])('%s', (steps, wanted) => {
    expect(mistakesOf(turns(`    ${steps}`)).join('\n')).toContain(wanted);
  });

  it('cannot update what is frozen', () => {
    const text = turns('    step one { minimize: [y, size], update: [b] }').replace(
      `shared b = ${dense}`,
      `shared b = ${dense} { trainable: false }`,
    );
    expect(mistakesOf(text).join('\n')).toContain('KM5008 `b` is frozen');
  });
});

describe('a loop of one’s own', () => {
  const text = `model M {
  input x: float32[1]
  head y = x -> Dense(1) { loss: mse }
  train { optimizer: Adam(0.05), seed: 3 }
}`;
  const data = { x: column([1, 2, -1]), y: column([0, 1, 3]) };

  it('of gradients that are applied trains as trainOnBatch does', async () => {
    const [one, other] = [await modelOf(text), await modelOf(text)];
    for (let step = 0; step < 3; step++) {
      await one.trainOnBatch(data);
      await other.applyGradients(await other.gradients(data));
    }
    const [a, b] = [one.getWeights(), other.getWeights()];
    for (const name of Object.keys(a))
      numbers(a[name]).forEach((value, index) => expect(numbers(b[name])[index]).toBeCloseTo(value, 6));
  });

  it('sees the gradient of every weight, in its shape', async () => {
    const model = await modelOf(text);
    model.setWeights({ 'y/kernel': floats([1, 1], [2]), 'y/bias': floats([1], [0]) });
    const gradients = await model.gradients({ x: column([1]), y: column([0]) });
    expect(Object.keys(gradients)).toEqual(['y/kernel', 'y/bias']);
    expect(gradients['y/kernel']!.shape).toEqual([1, 1]);
    expect(numbers(gradients['y/kernel'])).toEqual([4]);
    expect(numbers(gradients['y/bias'])).toEqual([4]);
  });

  it('tests and predicts on a batch', async () => {
    const model = await modelOf(text);
    model.setWeights({ 'y/kernel': floats([1, 1], [2]), 'y/bias': floats([1], [0]) });
    expect((await model.testOnBatch(data)).loss).toBeCloseTo((4 + 9 + 25) / 3, 5);
    expect(numbers((await model.predictOnBatch({ x: data.x })).y)).toEqual([2, 4, -2]);
  });

  it('says which gradient fits no weight', async () => {
    const model = await modelOf(text);
    await expect(model.applyGradients({ 'y/kernle': floats([1, 1], [0]) })).rejects.toThrow(
      'no weight `y/kernle`',
    );
    await expect(model.applyGradients({ 'y/kernel': floats([2], [0, 0]) })).rejects.toThrow(
      /^The gradient `y\/kernel` is \[1, 1\] in `\w+`, but \[2\] was given\.$/,
    );
  });
});

describe('random functions', () => {
  const text = `model M {
  input x: float32[1]
  head y = x + random_normal(like: x)
}`;

  it('draw anew where no seed is given, and the same numbers for the same seed', async () => {
    const model = await modelOf(text);
    const x = column([0, 0, 0, 0]);
    const draw = async (seed?: number) =>
      numbers((await model.predict({ x }, { batchSize: 2, ...(seed === undefined ? {} : { seed }) })).y);
    expect(await draw(7)).toEqual(await draw(7));
    expect(await draw(7)).not.toEqual(await draw(8));
    expect(await draw()).not.toEqual(await draw());
    expect(new Set(await draw(7)).size).toBe(4);
  });
});
