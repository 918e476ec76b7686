import { afterAll, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { KnownWeights } from '../../../../runtime/engines/onnx/known-weights.ts';
import { OnnxState } from '../../../../runtime/engines/onnx/state.ts';
import { Model } from '../../../../runtime/model.ts';
import { buildPredictStep } from '../../../../compiler/steps/build-steps.ts';

const text = `model M {
  input words: int32[T]
  head y = words -> Embedding(9, 2) -> Dense(1) -> GlobalMaxPooling1D() { loss: mse }
}`;
const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
const model = new Model(graph!, await createOnnxEngine(), { seed: 1 });
afterAll(() => model.dispose());

/** What the model gives for a text, by the weights that it has now. */
function expected(words: readonly number[]): number {
  const weights = model.getWeights();
  const [table, kernel, bias] = Object.values(weights).map(({ data }) => data);
  const each = words.map(
    (word) => table![2 * word]! * kernel![0]! + table![2 * word + 1]! * kernel![1]! + bias![0]!,
  );
  return Math.max(...each);
}

async function predicted(words: readonly number[]): Promise<number> {
  const { y } = await model.predict({ words: { shape: [1, words.length], data: Int32Array.from(words) } });
  return y!.data[0]!;
}

describe('predictions with weights inside', () => {
  it('are those of the weights at the time: set, trained, or changed between any two', async () => {
    for (let time = 0; time < 12; time++) {
      const words = [time % 9, (time * 5) % 9, 3].slice(0, 2 + (time % 2));
      expect(await predicted(words)).toBeCloseTo(expected(words), 5);
      if (time % 3 === 0) await model.trainOnBatch({ words: [words], y: [[time]] });
      else {
        const [name, kernel] = Object.entries(model.getWeights()).find(([each]) => each.endsWith('kernel'))!;
        model.setWeights({
          [name]: { ...kernel, data: kernel.data.map((value) => value + 1) as Float32Array },
        });
      }
    }
    for (let time = 0; time < 12; time++) expect(await predicted([1, 2])).toBeCloseTo(expected([1, 2]), 5);
  });

  it('have other sessions for other lengths', async () => {
    for (let length = 1; length <= 20; length++) {
      const words = Array.from({ length }, (_, at) => (at * 7) % 9);
      expect(await predicted(words)).toBeCloseTo(expected(words), 5);
    }
  });
});

describe('weights taken into a graph', () => {
  const step = buildPredictStep(graph!);

  function createState(): OnnxState {
    const state = new OnnxState();
    for (const { name, shape } of step.inputs.filter(({ role }) => role === 'state')) {
      const sizes = shape as readonly number[];
      const data = new Float32Array(sizes.reduce((product, size) => product * size, 1));
      state.write(name, { dtype: 'float32', shape: sizes, data });
    }
    return state;
  }

  const change = (state: OnnxState): void => {
    const name = state.names.find((each) => each.endsWith('bias'))!;
    state.write(name, state.read(name));
  };

  it('are those that are computed with: tables stay outside', () => {
    const state = createState();
    const weights = new KnownWeights(step);
    expect(weights.hasChanged(state)).toBe(true);
    expect([...weights.values(state).keys()].map((name) => name.split('/').at(-1))).toEqual([
      'kernel',
      'bias',
    ]);
    expect(weights.hasChanged(state)).toBe(false);
  });

  it('stay outside while they change between any two runs, and come back when they rest', () => {
    const state = createState();
    const weights = new KnownWeights(step);
    const sizes: number[] = [];
    const run = (): void => {
      weights.hasChanged(state);
      sizes.push(weights.values(state).size);
    };
    for (let time = 0; time < 6; time++) {
      run();
      change(state);
    }
    expect(sizes).toEqual([2, 2, 2, 2, 0, 0]);
    for (let time = 0; time < 8; time++) run();
    expect(sizes.slice(6)).toEqual([0, 0, 0, 0, 0, 0, 0, 2]);
  });
});
