import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import type { Callback } from '../../runtime/callbacks/callback.ts';
import type { Engine, EngineState, HostTensor } from '../../runtime/engines/engine.ts';
import { createModel, type Model } from '../../runtime/index.ts';
import { testEngine } from '../support/engine.ts';

const text = `model M {
  input x: float32[3]
  head y = x -> Dense(4, activation: tanh) -> BatchNormalization() -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.1, use_ema: true), epochs: 2, batch_size: 4, seed: 3, shuffle: false }
}`;

const count = 8;
const data = {
  x: { shape: [count, 3], data: Float32Array.from({ length: count * 3 }, (_, at) => Math.sin(at)) },
  y: { shape: [count, 1], data: Float32Array.from({ length: count }, (_, at) => at % 2) },
};

/** State that a step takes away from JavaScript, until it is downloaded. */
class FarState implements EngineState {
  readonly inner: EngineState;
  isAway = false;
  downloads = 0;

  constructor(inner: EngineState) {
    this.inner = inner;
  }

  get names(): readonly string[] {
    return this.inner.names;
  }

  has(name: string): boolean {
    return this.inner.has(name);
  }

  read(name: string): HostTensor {
    if (this.isAway) throw new Error(`${name} is far away.`);
    return this.inner.read(name);
  }

  write(name: string, tensor: HostTensor): void {
    this.inner.write(name, tensor);
  }

  delete(name: string): void {
    this.inner.delete(name);
  }

  async download(): Promise<void> {
    await Promise.resolve();
    if (this.isAway) this.downloads++;
    this.isAway = false;
  }
}

/** An engine as it is on the GPU of a page. */
async function farEngine(): Promise<{ readonly engine: Engine; readonly state: () => FarState }> {
  const near = await testEngine();
  let state: FarState | undefined;
  const engine: Engine = {
    name: near.name,
    description: near.description,
    createState: () => (state = new FarState(near.createState())),
    load: async (step) => {
      const loaded = await near.load(step);
      const changes = step.outputs.some(({ role }) => role === 'state');
      return {
        step,
        release: () => loaded.release(),
        run: async (given, feeds) => {
          const far = given as FarState;
          const results = await loaded.run(far.inner, feeds);
          if (changes) far.isAway = true;
          return results;
        },
      };
    },
  };
  return { engine, state: () => state! };
}

const graph = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;

async function farModel(): Promise<{ readonly model: Model; readonly state: FarState }> {
  const { engine, state } = await farEngine();
  return { model: await createModel(graph, { engine }), state: state() };
}

describe('where state can be read after a download alone', () => {
  it.each<[string, (model: Model) => Promise<unknown>]>([
    ['fit', (model) => model.fit(data)],
    ['trainOnBatch', (model) => model.trainOnBatch(data)],
    ['gradients', (model) => model.gradients(data)],
    ['applyGradients', async (model) => model.applyGradients(await model.gradients(data))],
    ['evaluate', (model) => model.evaluate(data)],
    ['testOnBatch', (model) => model.testOnBatch(data)],
    ['predict', (model) => model.predict(data)],
    ['adapt', (model) => model.adapt(data)],
  ])('a model can be read when %s has ended, and is as elsewhere', async (_name, call) => {
    const { model } = await farModel();
    const near = await createModel(graph, { engine: await testEngine() });
    await call(model);
    await call(near);
    expect(model.getState()).toEqual(near.getState());
    expect(model.learningRate).toBe(near.learningRate);
  });

  it.each([
    'onTrainBegin',
    'onEpochBegin',
    'onTrainBatchBegin',
    'onTrainBatchEnd',
    'onTestBegin',
    'onTestBatchEnd',
    'onTestEnd',
    'logsOfEpoch',
    'onEpochEnd',
    'onCheckpoint',
    'onTrainEnd',
  ] as const)('a callback can read it in %s', async (hook) => {
    const { model } = await farModel();
    let seen = 0;
    const callback: Callback = {
      [hook]: () => {
        seen += Object.keys(model.getState()).length;
        return {};
      },
    };
    await model.fit(data, { callbacks: [callback], validationData: data });
    expect(seen).toBeGreaterThan(0);
  });

  it('it is not downloaded after every step where nobody looks', async () => {
    const { model, state } = await farModel();
    await model.fit(data, { epochs: 3, batchSize: 1, validationData: data });
    // After the steps of an epoch, for a look at its weights, and after its validation.
    expect(state.downloads).toBe(6);
  });

  it('a training that a signal ends leaves it to be read', async () => {
    const { model } = await farModel();
    const controller = new AbortController();
    const callbacks = { onTrainBatchBegin: (batch: number) => batch === 1 && controller.abort() };
    const { end } = await model.fit(data, {
      batchSize: 2,
      signal: controller.signal,
      callbacks: [callbacks as Callback],
    });
    expect(end).toBe('interrupted');
    expect(() => model.getWeights()).not.toThrow();
  });

  it('a training that fails leaves it to be read', async () => {
    const { model } = await farModel();
    model.learningRate = 1e30;
    await expect(model.fit(data)).rejects.toThrow(/becomes|is (NaN|Infinity)/);
    expect(() => model.getWeights()).not.toThrow();
  });
});
