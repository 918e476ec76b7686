import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onnxPrediction } from '../../compiler/targets/onnx/prediction.ts';
import { mergeLora } from '../../compiler/targets/merge-lora.ts';
import { loadWeights, saveKerasModel, saveWeights, type Model } from '../../runtime/index.ts';
import { floats, mistakesOf, modelOf, numbers } from './own/support.ts';

const textOf = (layer: string, input: string): string => `model Tuned {
  input x: ${input}
  head y = x -> ${layer} -> Flatten() -> Dense(1, kernel_initializer: Ones()) { loss: mse }
  train { optimizer: SGD(0.0005) }
}`;

/** A layer, what goes in, and the name of its kernel. */
const layers: readonly (readonly [string, string, ReturnType<typeof floats>, string])[] = [
  ['Dense(3', 'float32[4]', floats([2, 4], [1, -2, 3, 0.5, 2, 1, -1, 0.3]), 'kernel'],
  [
    'EinsumDense("ab,bcd->acd", [2, 3]',
    'float32[4]',
    floats([2, 4], [1, -2, 3, 0.5, 2, 1, -1, 0.3]),
    'kernel',
  ],
  [
    'Conv1D(4, 2, groups: 2',
    'float32[3, 2]',
    floats([2, 3, 2], [1, 2, -1, 3, 0, 1, 2, -2, 1, 0.5, 1, 1]),
    'kernel',
  ],
  ['Embedding(5, 3', 'int32[2]', floats([2, 2], [0, 3, 4, 1]), 'embeddings'],
];

const inputOf = (input: string, x: ReturnType<typeof floats>) =>
  input.startsWith('int32') ? { ...x, dtype: 'int32' as const, data: Int32Array.from(x.data) } : x;

async function tuned(layer: string, input: string, x: ReturnType<typeof floats>): Promise<Model> {
  const model = await modelOf(textOf(`${layer}, lora_rank: 2, lora_alpha: 6)`, input));
  for (let step = 0; step < 5; step++)
    await model.trainOnBatch({ x: inputOf(input, x), y: floats([2, 1], [1, -1]) });
  return model;
}

describe.each(layers)('low-rank adaption of %s)', (layer, input, x, kernel) => {
  it('begins as the layer without it, and trains its factors and its bias alone', async () => {
    const plain = await modelOf(textOf(`${layer})`, input));
    const model = await modelOf(textOf(`${layer}, lora_rank: 2, lora_alpha: 6)`, input));
    model.setWeights(plain.getWeights());
    const feeds = { x: inputOf(input, x) };
    expect(numbers((await model.predict(feeds)).y)).toEqual(numbers((await plain.predict(feeds)).y));
    const before = model.getWeights();
    await model.trainOnBatch({ ...feeds, y: floats([2, 1], [1, -1]) });
    const after = model.getWeights();
    const changed = Object.keys(before).filter(
      (name) => numbers(before[name]).join() !== numbers(after[name]).join(),
    );
    // Of the two factors, the first has a gradient only when the second is no longer zero.
    expect(changed.some((name) => name.endsWith(`/lora_${kernel}_b`))).toBe(true);
    expect(changed.some((name) => name.endsWith(`/${kernel}`) && !name.startsWith('y/'))).toBe(false);
  });

  it('is merged where a model is written for elsewhere', async () => {
    const model = await tuned(layer, input, x);
    const merged = mergeLora(model.graph, model.getWeights());
    expect(Object.keys(merged.weights).some((name) => name.includes('lora'))).toBe(false);
    const plain = await modelOf(textOf(`${layer})`, input));
    plain.setWeights(merged.weights);
    const feeds = { x: inputOf(input, x) };
    const expected = numbers((await model.predict(feeds)).y);
    numbers((await plain.predict(feeds)).y).forEach((value, at) =>
      expect(value).toBeCloseTo(expected[at]!, 4),
    );
    const step = onnxPrediction(merged.graph, merged.weights);
    expect(step.inputs.map(({ name }) => name)).toEqual(['x']);
  });
});

describe('files of a model with low-rank adaption', () => {
  const [layer, input, x] = layers[0]!;

  it('from before it fit, and leave the factors as they begin', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-lora-')), 'before.safetensors');
    const plain = await modelOf(textOf(`${layer})`, input));
    await saveWeights(plain, path);
    const model = await modelOf(textOf(`${layer}, lora_rank: 2)`, input));
    await loadWeights(model, path);
    expect(numbers((await model.predict({ x })).y)).toEqual(numbers((await plain.predict({ x })).y));
  });

  it('keep the factors', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-lora-')), 'tuned.safetensors');
    const model = await tuned(layer, input, x);
    await saveWeights(model, path);
    const again = await modelOf(textOf(`${layer}, lora_rank: 2, lora_alpha: 6)`, input));
    await loadWeights(again, path);
    expect(again.getWeights()).toEqual(model.getWeights());
  });

  it('for Keras hold the merged kernel', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-lora-')), 'tuned.weights.h5');
    const model = await tuned(layer, input, x);
    await saveKerasModel(model.graph, path, { weights: model.getWeights(), optimizer: undefined });
    const plain = await modelOf(textOf(`${layer})`, input));
    await loadWeights(plain, path);
    const expected = numbers((await model.predict({ x })).y);
    numbers((await plain.predict({ x })).y).forEach((value, at) =>
      expect(value).toBeCloseTo(expected[at]!, 4),
    );
  });
});

it.each([
  [
    'Dense(3, lora_rank: 2, kernel_constraint: NonNeg())',
    'KM2004 `kernel_constraint` would hold the frozen weights',
  ],
  ['Dense(3, lora_rank: 0)', 'KM2004'],
])('%s is a mistake', (layer, wanted) => {
  expect(mistakesOf(textOf(layer, 'float32[4]')).join('\n')).toContain(wanted);
});
