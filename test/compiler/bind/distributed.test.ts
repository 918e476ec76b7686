import { describe, expect, it } from 'vitest';
import { check, compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { createModel } from '../../../runtime/index.ts';

const towers = `block Tower(units: int) {
  input x
  return x -> Dense(units, activation: tanh) -> LSTM(3)
}

model ByBlock {
  input videos: float32[T, 5, 4]
  head y = videos -> TimeDistributed(Tower(6)) -> GlobalAveragePooling1D() -> Dense(1) { loss: mse }
}

model ByShared {
  input videos: float32[T, 5, 4]
  input image: float32[5, 4]
  shared tower = Dense(6, activation: tanh) -> LSTM(3)
  branch seen = image -> tower
  branch steps = videos -> TimeDistributed(tower) -> GlobalAveragePooling1D()
  head y = seen + steps -> Dense(1) { loss: mse }
}
`;

const host = (text: string) => createMemoryHost({ 'm.kmodel': text });
const compile = (model: string) => compileModel('m.kmodel', host(towers), { model }).graph!;
const codes = (text: string) => check('m.kmodel', host(text)).diagnostics.map(({ code }) => code);

describe('a block, model or shared stack for every step of a sequence', () => {
  it('has the shapes of one step, with the steps in front', () => {
    const graph = compile('ByBlock');
    const y = graph.calls.find((call) => graph.layers[call.layer]!.class === 'UnfoldSteps')!;
    expect(graph.tensors[y.outputs[0]!]!.shape.map(String)).toHaveLength(2);
    expect(graph.layers.flatMap(({ weights }) => weights)).toHaveLength(2 + 3 + 2);
  });

  it('gives for each step what the stack gives for it alone, with the same weights', async () => {
    const model = await createModel(compile('ByShared'), { seed: 1 });
    const data = Float32Array.from({ length: 2 * 3 * 5 * 4 }, (_, index) => Math.sin(index));
    const videos = { shape: [2, 3, 5, 4], data };
    const step = (index: number) => {
      const rows = [0, 1].flatMap((sample) => [
        ...data.subarray((sample * 3 + index) * 20, (sample * 3 + index + 1) * 20),
      ]);
      return { shape: [2, 5, 4], data: Float32Array.from(rows) };
    };
    const { steps } = await model.predict({ videos, image: step(0) }, { outputs: ['steps'] });
    const alone = await Promise.all(
      [0, 1, 2].map(
        async (index) =>
          (await model.predict({ videos, image: step(index) }, { outputs: ['seen'] })).seen!.data,
      ),
    );
    steps!.data.forEach((value, index) => {
      expect(value).toBeCloseTo((alone[0]![index]! + alone[1]![index]! + alone[2]![index]!) / 3, 5);
    });
  });

  it('trains', async () => {
    const model = await createModel(compile('ByBlock'), { seed: 1 });
    const data = {
      videos: {
        shape: [4, 3, 5, 4],
        data: Float32Array.from({ length: 240 }, (_, index) => Math.cos(index)),
      },
      y: [[0], [1], [0], [1]],
    };
    const { history } = await model.fit(data, { epochs: 5, batchSize: 3 });
    expect(history.loss!.at(-1)).toBeLessThan(history.loss![0] as number);
  });

  it('needs a sequence, and a stack with one result', () => {
    const block = 'block Two { input x\n return [x -> Dense(1), x -> Dense(2)] }\n';
    expect(
      codes(`${block}model M { input x: float32[3, 4]\n head y = x -> TimeDistributed(Two()) }`),
    ).toEqual(['KM3009']);
    expect(
      codes(
        'block B { input x\n return x -> Dense(1) }\nmodel M { input x: float32[]\n head y = x -> TimeDistributed(B()) }',
      ),
    ).toEqual(['KM3001']);
  });

  it('refuses a block that uses itself so', () => {
    expect(codes('block B { input x\n return x -> TimeDistributed(B()) }')).toContain('KM4006');
  });
});
