import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import { createTfjsEngine } from '../../runtime/engines/tfjs/engine.ts';
import { createModel, type Model } from '../../runtime/index.ts';
import { predictPieces } from '../../runtime/predict-pieces.ts';
import { testEngine } from '../support/engine.ts';

const text = `model M {
  input x: float32[T, 2]
  input more: float32[3]
  branch read = x -> GRU(4)
  head y = [read, more] -> Concatenate() -> Dense(1, activation: sigmoid) { loss: mse }
}`;

const samples = 6;
const steps = 5;

const engines = [
  ['onnx', testEngine],
  ['tfjs', () => createTfjsEngine()],
] as const;

/** Data of ones, but for some numbers at places of theirs. */
function dataWith(x: Readonly<Record<number, number>>, more: Readonly<Record<number, number>> = {}) {
  const ones = (shape: readonly number[], others: Readonly<Record<number, number>>) => {
    const data = new Float32Array(shape.reduce((product, size) => product * size)).fill(1);
    for (const [place, value] of Object.entries(others)) data[Number(place)] = value;
    return { shape, data };
  };
  return { x: ones([samples, steps, 2], x), more: ones([samples, 3], more) };
}

describe.each(engines)('numbers that %s predicts from', (_, engine) => {
  const modelOf = async (of = text): Promise<Model> =>
    createModel(compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': of })).graph!, {
      engine: await engine(),
      seed: 2,
    });

  it.each([NaN, Infinity, -Infinity])(
    'are refused where one is %d, by its place in all of the data',
    async (odd) => {
      const model = await modelOf();
      // Sample 4 comes with the third batch.
      await expect(model.predict(dataWith({ 43: odd }), { batchSize: 2 })).rejects.toThrow(
        `\`x\` holds ${odd} in sample 4, at [1][1].`,
      );
      await expect(model.predict(dataWith({}, { 5: odd }))).rejects.toThrow(
        `\`more\` holds ${odd} in sample 1, at [2].`,
      );
      await model.dispose();
    },
  );

  it('are refused in a piece of the data by their place in all of it, after the pieces before', async () => {
    const model = await modelOf();
    const pieces = async function* () {
      yield { arrays: dataWith({}) };
      yield { arrays: dataWith({ 43: NaN }) };
    };
    const predicted = predictPieces(model, pieces(), { batchSize: 4 });
    expect((await predicted.next()).value.arrays).toEqual(
      await model.predict(dataWith({}), { batchSize: 4 }),
    );
    await expect(predicted.next()).rejects.toThrow('`x` holds NaN in sample 10, at [1][1].');
    await model.dispose();
  });

  it('are refused in an input that nothing asked for reads', async () => {
    const model = await modelOf();
    await expect(model.predict(dataWith({}, { 0: NaN }), { outputs: ['read'] })).rejects.toThrow(
      '`more` holds NaN in sample 0, at [0].',
    );
    await model.dispose();
  });

  it('are taken where only their sum is too large', async () => {
    const model = await modelOf();
    const { y } = await model.predict(dataWith({ 0: 3e38, 1: 3e38, 20: -3e38, 21: -3e38 }), { batchSize: 2 });
    expect([...y!.data].every(Number.isFinite)).toBe(true);
    await model.dispose();
  });

  it('are looked at before the step where layers remember a batch', async () => {
    const model = await modelOf(text.replace('GRU(4)', 'GRU(4, stateful: true)'));
    const expected = await model.predict(dataWith({}), { batchSize: samples });
    model.resetStates();
    await expect(model.predict(dataWith({ 9: NaN }), { batchSize: samples })).rejects.toThrow(
      'NaN in sample 0',
    );
    expect(await model.predict(dataWith({}), { batchSize: samples })).toEqual(expected);
    await model.dispose();
  });
});
