import { describe, expect, it } from 'vitest';
import { createOnnxEngine } from '../../runtime/engines/onnx/engine.ts';
import { createTfjsEngine } from '../../runtime/engines/tfjs/engine.ts';
import { Model } from '../../runtime/model.ts';
import { readSafetensors } from '../../runtime/weights/safetensors.ts';
import { emptyFolder } from '../cli/run-cli.ts';
import { graphOf } from '../compiler/harness.ts';

const text = (averages: string) => `model Line {
  input x: float32[1]
  head y = x -> Dense(1, kernel_initializer: ones) {
    loss: mse
  }
  train {
    optimizer: SGD(0.1${averages})
    batch_size: 1
    shuffle: false
  }
}
`;
const data = {
  x: { shape: [3, 1], data: Float32Array.of(1, 2, -1) },
  y: { shape: [3, 1], data: Float32Array.of(3, 5, -1) },
};
const averaging = ', use_ema: true, ema_momentum: 0.5';

async function made(averages: string, create: () => Promise<ConstructorParameters<typeof Model>[1]>) {
  return new Model(graphOf(text(averages)), await create(), { seed: 1 });
}

describe.each([
  ['onnx', createOnnxEngine],
  ['tfjs', createTfjsEngine],
] as const)('averages of the weights (`use_ema`) on %s', (_, create) => {
  it('take the place of the weights at the end of a training, as in Keras', async () => {
    const plain = await made('', create);
    let average: number | undefined;
    for (let sample = 0; sample < 3; sample++) {
      const one = (values: Float32Array) => ({ shape: [1, 1], data: values.subarray(sample, sample + 1) });
      await plain.trainOnBatch({ x: one(data.x.data), y: one(data.y.data) });
      const weight = plain.getWeights()['y/kernel']!.data[0]!;
      average = average === undefined ? weight : 0.5 * average + 0.5 * weight;
    }
    const model = await made(averaging, create);
    await model.fit(data, { epochs: 1 });
    expect(model.getWeights()['y/kernel']!.data[0]).toBeCloseTo(average!, 5);
    expect(average).not.toBeCloseTo(plain.getWeights()['y/kernel']!.data[0]!, 3);
  });

  it('leave the weights of a model alone that has made no step', async () => {
    const model = await made(averaging, create);
    model.useAverages();
    expect(model.getWeights()['y/kernel']!.data[0]).toBe(1);
  });
});

describe('a run with averages', () => {
  it('goes on from the weights themselves, to the same bits as without a break', async () => {
    const folders = [emptyFolder(), emptyFolder()] as const;
    const whole = await made(averaging, createOnnxEngine);
    await whole.fit(data, { epochs: 4, run: { folder: folders[0], force: true } });
    const first = await made(averaging, createOnnxEngine);
    await first.fit(data, { epochs: 2, run: { folder: folders[1], force: true } });
    const second = await made(averaging, createOnnxEngine);
    await second.fit(data, { epochs: 4, run: { folder: folders[1], resume: true } });
    const last = (folder: string) => readSafetensors(`${folder}/last.safetensors`).tensors;
    expect(last(folders[1])).toEqual(last(folders[0]));
  });
});
