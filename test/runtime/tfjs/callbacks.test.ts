import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { load, type Model } from '../../../runtime/index.ts';

const text = `model One {
  input x: float32[2]
  head y = x -> Dense(1) { loss: mse, metrics: [mae] }
  train { optimizer: SGD(0.1), seed: 1, batch_size: 4 }
}`;
const host = createMemoryHost({ 'one.kmodel': text });
const data = {
  x: { shape: [10, 2], data: Float32Array.from({ length: 20 }, (_, index) => Math.cos(index)) },
  y: { shape: [10, 1], data: Float32Array.from({ length: 10 }, (_, index) => Math.sin(index)) },
};
const create = (): Promise<Model> => load('one.kmodel', { host });

describe('callbacks of tfjs', () => {
  it('`tf.callbacks.earlyStopping` stops a training', async () => {
    const model = await create();
    const callback = tfl.callbacks.earlyStopping({ monitor: 'loss', minDelta: 10, patience: 2 });
    const { end, history } = await model.fit(data, { epochs: 20, callbacks: [callback] });
    expect(end).toBe('stopped');
    expect(history.loss).toHaveLength(3);
  });

  it('functions are called as in tfjs, in its order, with its arguments', async () => {
    const model = await create();
    const calls: string[] = [];
    const note =
      (name: string) =>
      (...args: unknown[]) =>
        void calls.push(
          `${name} ${args.map((arg) => (typeof arg === 'object' ? Object.keys(arg!).join() : arg)).join(' ')}`.trim(),
        );
    await model.fit(data, {
      epochs: 1,
      callbacks: [
        {
          onTrainBegin: note('train begins'),
          onEpochBegin: note('epoch begins'),
          onBatchBegin: note('batch begins'),
          onBatchEnd: note('batch ends'),
          onEpochEnd: note('epoch ends'),
          onTrainEnd: note('train ends'),
        },
      ],
    });
    expect(calls).toEqual([
      'train begins',
      'epoch begins 0',
      'batch begins 0 batch,size',
      'batch ends 0 batch,size,loss,mae',
      'batch begins 1 batch,size',
      'batch ends 1 batch,size,loss,mae',
      'batch begins 2 batch,size',
      'batch ends 2 batch,size,loss,mae',
      'epoch ends 0 loss,mae',
      'train ends loss,mae',
    ]);
  });

  it('a batch’s logs tell its size, the last one’s too', async () => {
    const sizes: unknown[] = [];
    await (
      await create()
    ).fit(data, { callbacks: [{ onBatchEnd: (_batch, logs) => void sizes.push(logs!.size) }], epochs: 1 });
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('a class of one’s own sees the model, and stops it by `stopTraining`', async () => {
    class Own extends tfl.Callback {
      seen: string[] = [];
      override async onEpochEnd(epoch: number): Promise<void> {
        const model = this.model as unknown as Model & { stopTraining: boolean };
        this.seen.push(...Object.keys(model.getWeights()));
        if (epoch === 1) model.stopTraining = true;
      }
    }
    const own = new Own();
    const { history } = await (await create()).fit(data, { epochs: 9, callbacks: [own] });
    expect(history.loss).toHaveLength(2);
    expect(own.seen.slice(0, 2)).toEqual(['y/kernel', 'y/bias']);
  });
});
