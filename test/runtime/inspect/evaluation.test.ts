import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../runtime/data/batches.ts';
import { evaluateSamples, readEvaluation } from '../../../runtime/inspect/evaluation.ts';
import { Model } from '../../../runtime/model.ts';
import { evaluationFile } from '../../../runtime/run/folder.ts';
import { graphOf } from '../../compiler/harness.ts';
import { testEngine } from '../../support/engine.ts';
import { newFolder, trainIn } from '../run/support.ts';

const floats = (shape: readonly number[], values: readonly number[]) => ({
  shape,
  data: Float32Array.from(values),
});

async function evaluated(text: string, data: Record<string, ReturnType<typeof floats>>) {
  const model = new Model(graphOf(text), await testEngine(), { seed: 1 });
  const samples = await model.prepare(data, 'train');
  return evaluateSamples(model, batchesOf(samples, 2), 'validation');
}

describe('what a model says to samples', () => {
  it('tells classes by their names, and the furthest off first', async () => {
    const { samples, heads } = await evaluated(
      `model M {
  input x: float32[2]
  head kind = x { loss: sparse_categorical_crossentropy, classes: ["cat", "dog"] }
}`,
      { x: floats([3, 2], [0.9, 0.1, 0.4, 0.6, 0.2, 0.8]), kind: floats([3], [0, 0, 1]) },
    );
    expect(samples).toBe(3);
    const [{ report, worst, pairs }] = heads as [(typeof heads)[number]];
    expect(report).toMatchObject({
      kind: 'classes',
      confusion: [
        [1, 1],
        [0, 1],
      ],
    });
    expect(pairs).toEqual([]);
    expect(worst.map(({ sample }) => sample)).toEqual([1, 2, 0]);
    expect(worst[0]).toMatchObject({ target: 'cat', prediction: 'dog (60 %)' });
    expect(worst[0]!.error).toBeCloseTo(0.6, 5);
    expect(worst[0]!.inputs).toEqual([{ name: 'x', text: '0.4, 0.6' }]);
  });

  it('ends before too many numbers are held, with whole batches', async () => {
    const text = 'model M {\n  input x: float32[1]\n  head y = x { loss: mse }\n}';
    const model = new Model(graphOf(text), await testEngine(), { seed: 1 });
    const column = floats([6, 1], [0, 1, 2, 3, 4, 5]);
    const samples = await model.prepare({ x: column, y: column }, 'train');
    const { samples: seen, heads } = await evaluateSamples(model, batchesOf(samples, 2), 'validation', 5);
    expect(seen).toBe(4);
    expect(heads[0]!.pairs).toHaveLength(4);
  });

  it('takes raw scores for what they mean', async () => {
    const { heads } = await evaluated(
      `model M {
  input x: float32[1]
  head yes = x { loss: BinaryCrossentropy(from_logits: true) }
}`,
      { x: floats([2, 1], [0, 3]), yes: floats([2, 1], [1, 1]) },
    );
    expect(heads[0]!.worst[0]).toMatchObject({ sample: 0, error: 0.5, prediction: '1 (50 %)', target: '1' });
  });

  it('pairs numbers with their targets, and draws images', async () => {
    const { heads } = await evaluated(
      `model M {
  input x: float32[4, 4, 3]
  head sum = reshape(mean(x, axis: [1, 2, 3]), [1]) { loss: mse }
}`,
      {
        x: floats([2, 4, 4, 3], [...Array<number>(48).fill(1), ...Array<number>(48).fill(2)]),
        sum: floats([2, 1], [1, 5]),
      },
    );
    expect(heads[0]!.pairs).toEqual([
      [1, 1],
      [5, 2],
    ]);
    expect(heads[0]!.worst[0]).toMatchObject({ sample: 1, error: 3, target: '5', prediction: '2' });
    expect(heads[0]!.worst[0]!.inputs[0]!.picture).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  });

  it('shows words as they stand in the data', async () => {
    const model = new Model(
      graphOf(`model M {
  input word: string[]
  head y = word -> StringLookup(vocabulary: ["a", "b"], num_oov_indices: 1) -> Embedding(3, 1) { loss: mse }
}`),
      await testEngine(),
      { seed: 1 },
    );
    const samples = await model.prepare({ word: ['b', 'a'], y: floats([2, 1], [9, 0]) } as never, 'train');
    const { heads } = await evaluateSamples(model, batchesOf(samples, 1), 'training');
    expect(heads[0]!.worst[0]!.inputs).toEqual([{ name: 'word', text: 'b' }]);
  });
});

describe('the results in a run', () => {
  it('are kept at its end where it is looked into, and null where a file is not whole', async () => {
    const folder = newFolder();
    await trainIn(folder, undefined, { run: { folder, histograms: 1 } });
    const path = join(folder, evaluationFile);
    expect(readEvaluation(path)).toMatchObject({ data: 'training', samples: 8 });
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, 20));
    expect(readEvaluation(path)).toBe(null);
    expect(readEvaluation(join(folder, 'nothing.json'))).toBe(null);
  });
});
