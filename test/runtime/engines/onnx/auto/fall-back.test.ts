import { expect, it, vi } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../../compiler/index.ts';
import type { Engine } from '../../../../../runtime/engines/engine.ts';
import { withFallBack } from '../../../../../runtime/engines/onnx/auto/fall-back.ts';
import { createOnnxEngine } from '../../../../../runtime/engines/onnx/engine.ts';
import { Model } from '../../../../../runtime/model.ts';

const text = `model M {
  input x: float32[4]
  head y = x -> Dense(3) -> Dropout(0.5) -> Dense(1) {
    loss: mse
    metrics: [mae]
  }
  train { optimizer: Adam(0.1) }
}`;
const data = {
  x: [
    [1, 2, 3, 4],
    [4, 3, 2, 1],
  ],
  y: [1, 2],
};

/** The processor, in the place of a GPU that fails at its steps after so many. */
async function failingAfter(steps: number): Promise<Engine> {
  const engine = await createOnnxEngine();
  let run = 0;
  return {
    ...engine,
    description: 'a GPU',
    load: async (step) => {
      const loaded = await engine.load(step);
      return {
        step,
        run: (state, feeds) =>
          run++ < steps ? loaded.run(state, feeds) : Promise.reject(new Error('There is no memory left.')),
        release: () => loaded.release(),
      };
    },
  };
}

async function train(engine: Engine) {
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const model = new Model(graph!, engine, { seed: 2 });
  const losses = [];
  for (let step = 0; step < 4; step++) losses.push(await model.trainOnBatch(data));
  const result = { losses, judged: await model.evaluate(data), state: model.getState() };
  await model.dispose();
  return result;
}

it.each([0, 1, 3, 4])('goes on on the processor with the step after %s, and loses nothing', async (steps) => {
  const wanted = await train(await createOnnxEngine());
  const onFall = vi.fn<(error: unknown) => void>();
  const start = vi.fn(() => createOnnxEngine());
  const found = await train(withFallBack(await failingAfter(steps), start, onFall));
  expect(found).toEqual(wanted);
  expect(start).toHaveBeenCalledOnce();
  expect(onFall.mock.calls).toEqual([[expect.objectContaining({ message: 'There is no memory left.' })]]);
});

it('starts no processor where the GPU does all', async () => {
  const start = vi.fn(() => createOnnxEngine());
  const engine = withFallBack(await failingAfter(Infinity), start, () => undefined);
  expect(engine).toMatchObject({ name: 'onnx', description: 'a GPU', onGpu: true });
  expect((await train(engine)).losses).toHaveLength(4);
  expect(start).not.toHaveBeenCalled();
});

it('gives the error of the processor where that fails as well', async () => {
  const broken = await failingAfter(0);
  const other = { ...broken, load: () => Promise.reject(new Error('The processor says so too.')) };
  const engine = withFallBack(
    broken,
    () => Promise.resolve(other),
    () => undefined,
  );
  await expect(train(engine)).rejects.toThrow('The processor says so too.');
});
