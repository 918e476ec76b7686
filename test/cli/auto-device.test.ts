import { describe, expect, it, vi } from 'vitest';
import { createTrainingEngine, trainingOf, type ChooseDevice } from '../../cli/auto-device.ts';
import type { EngineSettings } from '../../cli/engine.ts';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import type { Engine } from '../../runtime/engines/engine.ts';
import { boundSteps } from '../../runtime/engines/onnx/auto/step-work.ts';
import type { StoredData } from '../../runtime/data/samples.ts';

const { graph } = compileModel(
  'm.kmodel',
  createMemoryHost({
    'm.kmodel': `model M {
  input x: float32[T, 3]
  input z: float32[?]
  branch flat = x -> GlobalMaxPooling1D()
  branch most = z -> Reshape([1, -1]) -> GlobalMaxPooling1D(data_format: channels_first)
  head y = [flat, most] -> Concatenate() -> Dense(1) { loss: mse }
  train { batch_size: 8, epochs: 5 }
}`,
  }),
);

const arrays = {
  x: { shape: [20, 7, 3], data: new Float32Array(420), source: '`x`' },
  z: { shape: [20, 4], data: new Float32Array(80), source: '`z`' },
  y: { shape: [20], data: new Float32Array(20), source: '`y`' },
};

const started = (description: string): Engine => ({
  name: 'onnx',
  description,
  load: () => Promise.reject(new Error('not needed here')),
  createState: () => ({}) as ReturnType<Engine['createState']>,
});

/** What is started, chosen and said. */
function means(choice: 'cpu' | 'gpu' | Error, opens = true) {
  const said: string[] = [];
  const choose = vi.fn<ChooseDevice>(() =>
    choice instanceof Error ? Promise.reject(choice) : Promise.resolve(choice),
  );
  const onnx = vi.fn(({ device }: EngineSettings) =>
    device !== 'gpu'
      ? Promise.resolve(started('onnxruntime 1'))
      : opens
        ? Promise.resolve(started('onnxruntime 1 on a Card'))
        : Promise.reject(new Error('The GPU does not answer.')),
  );
  const start = (settings: EngineSettings, onGpu?: boolean, name = 'auto') =>
    createTrainingEngine(
      name,
      settings,
      {
        onGpu,
        training: () => trainingOf(graph!, arrays, {}),
        say: (kind, text) => void said.push(`${kind}: ${text}`),
      },
      { choose, from: { onnx, tfjs: () => Promise.resolve(started('tfjs')) } },
    );
  return { said, choose, start };
}

describe('the engine of a training', () => {
  it('is on the GPU where that was chosen, which is said', async () => {
    const { start, said, choose } = means('gpu');
    const engine = await start({ device: 'auto' });
    expect(engine).toMatchObject({ description: 'onnxruntime 1 on a Card', onGpu: true });
    expect(said).toEqual([
      "note: This trains on a Card, which was measured to take at most half of the processor's time. `--device cpu` keeps to the processor.",
    ]);
    expect(choose).toHaveBeenCalledExactlyOnceWith({
      model: graph,
      batch: 8,
      sizes: expect.any(Map) as unknown,
      steps: 15,
    });
  });

  it.each<[string, EngineSettings, boolean | undefined, string]>([
    ['the processor is asked for', { device: 'cpu' }, undefined, 'auto'],
    ['threads are', { device: 'auto', threads: 2 }, undefined, 'auto'],
    ['the run has been there', { device: 'auto' }, false, 'onnx'],
    ['tfjs is asked for', { device: 'auto' }, undefined, 'tfjs'],
  ])('is on the processor without a question where %s', async (_, settings, onGpu, name) => {
    const { start, said, choose } = means('gpu');
    expect((await start(settings, onGpu, name)).onGpu).toBeUndefined();
    expect(choose).not.toHaveBeenCalled();
    expect(said).toEqual([]);
  });

  it('is on the GPU where the run has been, without measuring again', async () => {
    const { start, said, choose } = means('cpu');
    expect((await start({ device: 'auto' }, true)).onGpu).toBe(true);
    expect(choose).not.toHaveBeenCalled();
    expect(said).toEqual([]);
  });

  it.each([
    ['the choice is the processor', means('cpu')],
    ['choosing fails', means(new Error('a driver says'))],
    ['the GPU does not open', means('gpu', false)],
  ])('is on the processor in silence where %s', async (_, { start, said }) => {
    expect((await start({ device: 'auto' })).description).toBe('onnxruntime 1');
    expect(said).toEqual([]);
  });

  it('is an error where a GPU that was asked for does not open', async () => {
    await expect(means('gpu', false).start({ device: 'gpu' })).rejects.toThrow('does not answer');
  });
});

describe('a training by its data', () => {
  it('has the sizes of the data, and as many steps as they make', () => {
    const training = trainingOf(graph!, arrays, { batchSize: 10, epochs: 4, initialEpoch: 1 });
    expect(training).toMatchObject({ batch: 10, steps: 6 });
    expect([...training.sizes.values()].sort()).toEqual([4, 7]);
    expect(boundSteps(graph!, training.batch, training.sizes)).toBeDefined();
    expect(trainingOf(graph!, arrays, { stepsPerEpoch: 3 }).steps).toBe(15);
    const { x, y } = arrays;
    expect(boundSteps(graph!, 8, trainingOf(graph!, { x, y }, {}).sizes)).toBeUndefined();
  });

  it('reads a sample of data that is kept in a file', () => {
    const stored = {
      count: 1000,
      preparedBy: () => ({
        slice: () => ({
          feeds: { x: { shape: [1, 9, 3] }, z: { shape: [1, 2] } },
          words: {},
        }),
      }),
    } as unknown as StoredData;
    const training = trainingOf(graph!, stored, { epochs: 1 });
    expect(training.steps).toBe(125);
    expect([...training.sizes.values()].sort()).toEqual([2, 9]);
  });
});
