import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { stateNames } from '../../../compiler/targets/pytorch/state-names.ts';
import type { HostTensor } from '../../../runtime/engines/engine.ts';
import { load, loadWeights, WeightsError, type Model } from '../../../runtime/index.ts';
import { toStateDict } from '../../../runtime/weights/pytorch.ts';
import { readSafetensors, writeSafetensors } from '../../../runtime/weights/safetensors.ts';
import { testEngine } from '../../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-pytorch-names-'));
const host = createMemoryHost({
  'm.kmodel': `model Many {
  input image: float32[6, 6, 2]
  input words: int32[5]
  branch seen = image -> Conv2D(3, 3) -> BatchNormalization() -> DepthwiseConv2D(2) -> Flatten()
  branch read = words -> Embedding(7, 4) -> Bidirectional(LSTM(3)) -> LayerNormalization()
  head y = [seen, read] -> Concatenate() -> Dense(2) { loss: mse }
}

model Line {
  input x: float32[3]
  head y = x -> Dense(2) { loss: mse }
}
`,
});

const create = async (model: string, seed: number): Promise<Model> =>
  load('m.kmodel', { host, model, seed, engine: await testEngine() });

/** A file as `safetensors.torch.save_file` writes it of a `state_dict()`. */
function written(name: string, tensors: Readonly<Record<string, HostTensor>>): string {
  const path = join(folder, `${name}.safetensors`);
  writeSafetensors(path, { tensors, metadata: { format: 'pt' } });
  return path;
}

const floats = (shape: readonly number[], data: readonly number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});

describe('weights under the names of the module for PyTorch', () => {
  it('go out and come back, turned as PyTorch has them, whatever the layer', async () => {
    const model = await create('Many', 1);
    const state = toStateDict(stateNames(model.graph), model.getWeights());
    const shapes = Object.fromEntries(Object.entries(state).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toMatchObject({
      'seen_conv2d.weight': [3, 2, 3, 3],
      'seen_batch_normalization.running_var': [3],
      'read_embedding.weight': [7, 4],
      'y.weight': [2, 33],
    });
    const again = await create('Many', 2);
    expect(again.getWeights()).not.toEqual(model.getWeights());
    expect(await loadWeights(again, written('many', state))).toEqual([]);
    expect(again.getWeights()).toEqual(model.getWeights());
  });

  it('come from PyTorch, predict what it predicts, and go back as they were', async () => {
    const model = await create('Line', 1);
    const [weight, bias] = stateNames(model.graph).weights.map(({ parameter }) => parameter);
    const state = { [weight!]: floats([2, 3], [1, 2, 3, 4, 5, 6]), [bias!]: floats([2], [10, 20]) };
    await loadWeights(model, written('line', state));
    const { y } = await model.predict({ x: floats([1, 3], [1, 0, 2]) });
    expect([...y!.data]).toEqual([1 + 6 + 10, 4 + 12 + 20]);
    const path = written('back', toStateDict(stateNames(model.graph), model.getWeights()));
    expect(readSafetensors(path).tensors).toEqual(state);
  });

  it('are refused where they are those of another module', async () => {
    const state = { 'other.weight': floats([2, 3], [1, 2, 3, 4, 5, 6]), 'other.bias': floats([2], [10, 20]) };
    const model = await create('Line', 1);
    const before = model.getWeights();
    await expect(loadWeights(model, written('other', state))).rejects.toThrow(WeightsError);
    expect(model.getWeights()).toEqual(before);
  });

  it.each(['w.pt', 'w.pth', 'w.pkl'])('are refused in %s, with what to do', async (name) => {
    const model = await create('Line', 1);
    await expect(loadWeights(model, join(folder, name))).rejects.toMatchObject({
      message: expect.stringContaining('holds pickled Python') as string,
      help: expect.stringContaining('safetensors.torch.save_file(model.state_dict()') as string,
    });
  });
});
