import { afterEach, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { buildPredictStep } from '../../../../compiler/steps/build-steps.ts';
import type { HostTensor } from '../../../../runtime/engines/engine.ts';
import { BatchDivision } from '../../../../runtime/engines/onnx/batch-parts.ts';
import { loadKoffi } from '../../../../runtime/engines/onnx/c-api/koffi.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { PartedSession } from '../../../../runtime/engines/onnx/parted-session.ts';
import type { DirectSession } from '../../../../runtime/engines/onnx/session.ts';
import { createModel } from '../../../../runtime/index.ts';

const recurrent = `model M {
  input words: int32[T]
  input more: float32[3]
  branch read = words -> Embedding(50, 16) -> GRU(64)
  head y = [read, more] -> Concatenate() -> Dense(2) { loss: mse }
}`;
const graphOf = (text: string) => compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;
const sizes = (samples: number, length: number) =>
  new Map([
    ['batch size', samples],
    ['T', length],
  ]);

describe('a batch of a prediction', () => {
  const division = new BatchDivision(buildPredictStep(graphOf(recurrent)), 3);

  it('is taken apart where loops have enough to do, by the threads that there are', () => {
    const samplesOf = (each: BatchDivision, ...[samples, steps]: [number, number]) =>
      each.partsOf(sizes(samples, steps))!.parts.map((part) => part.samples);
    expect(samplesOf(division, 90, 100)).toEqual([30, 30, 30]);
    const many = new BatchDivision(buildPredictStep(graphOf(recurrent)), 16);
    expect(many.partsOf(sizes(130, 100))).toMatchObject({ threads: 13 });
    // Parts of many samples are multiples of four, which come in portions of equal size.
    expect(samplesOf(many, 130, 100)).toEqual([36, 36, 36, 22]);
    expect(samplesOf(division, 128, 100)).toEqual([44, 44, 40]);
    // The largest part is as small as it can be, which may take fewer parts.
    expect(samplesOf(many, 5, 10_000)).toEqual([2, 2, 1]);
  });

  it('comes in portions whose largest tensor has a megabyte at most', () => {
    const portionsOf = (samples: number, steps: number) =>
      division.partsOf(sizes(samples, steps))!.parts.map(({ portions }) => portions);
    // The GRU's gates are 3 · 64 numbers a step, for each sample: 768 bytes.
    expect(portionsOf(132, 100), 'parts of 3.3 MB').toEqual([4, 4, 4]);
    expect(portionsOf(48, 100), 'parts of 1.2 MB').toEqual([1, 1, 1]);
    expect(portionsOf(129, 100), '43 samples are of no size').toEqual([4, 4, 1]);
    expect(portionsOf(12, 10_000), 'one sample is larger').toEqual([1, 1, 1]);
    const table = new BatchDivision(
      buildPredictStep(graphOf(recurrent.replace('Embedding(50,', 'Embedding(500_000,'))),
      3,
    );
    expect(
      table.partsOf(sizes(48, 100))!.parts.map(({ portions }) => portions),
      'a table is no part of samples',
    ).toEqual([1, 1, 1]);
  });

  it.each([
    ['one sample', division, sizes(1, 10_000)],
    ['little to do', division, sizes(16, 5)],
    ['one thread', new BatchDivision(buildPredictStep(graphOf(recurrent)), 1), sizes(128, 100)],
    [
      'no loop',
      new BatchDivision(
        buildPredictStep(graphOf('model M { input x: float32[9]\n head y = x -> Dense(2) { loss: mse } }')),
        4,
      ),
      sizes(4096, 1),
    ],
  ])('runs as a whole with %s', (_, each, values) => {
    expect(each.partsOf(values)).toBeUndefined();
  });

  it('runs as a whole where samples depend on each other', () => {
    const text = `layer Centred() {
  input x: float32[..., D]
  return x - mean(x, axis: [0])
}
model M {
  input words: int32[T]
  head y = words -> Embedding(50, 16) -> GRU(64) -> Centred() -> Dense(2) { loss: mse }
}`;
    const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    expect(diagnostics).toEqual([]);
    const step = buildPredictStep(graph!);
    expect(new BatchDivision(step, 4).partsOf(sizes(128, 100))).toBeUndefined();
  });
});

const samples = 90;
const length = 120;
const data = {
  words: {
    shape: [samples, length],
    data: Int32Array.from({ length: samples * length }, (_, at) => (at * 31) % 50),
  },
  more: {
    shape: [samples, 3],
    data: Float32Array.from({ length: samples * 3 }, (_, at) => Math.sin(at)),
  },
};
const targets = { y: { shape: [samples, 2], data: new Float32Array(samples * 2).fill(1) } };

async function modelWith(parts: '0' | '1') {
  process.env.KMODEL_PARTS = parts;
  return createModel(graphOf(recurrent), { engine: await createOnnxEngine({ threads: 4 }), seed: 3 });
}

describe.runIf(await loadKoffi())('parts of a batch beside each other', () => {
  afterEach(() => delete process.env.KMODEL_PARTS);

  it('give what the whole batch gives', async () => {
    const [whole, parted] = [await modelWith('0'), await modelWith('1')];
    const expected = await whole.predict(data, { batchSize: samples });
    const found = await parted.predict(data, { batchSize: samples });
    expect(found.y!.shape).toEqual([samples, 2]);
    found.y!.data.forEach((value, at) => expect(value, `entry ${at}`).toBeCloseTo(expected.y!.data[at]!, 5));
    await whole.dispose();
    await parted.dispose();
  });

  it('read the weights of their time, whatever is trained meanwhile', async () => {
    const model = await modelWith('1');
    const expected = await model.predict(data, { batchSize: samples });
    const begun = model.predict(data, { batchSize: samples });
    const other = model.predict(data, { batchSize: samples });
    const trained = [0, 1, 2].map(() => model.trainOnBatch({ ...data, ...targets }));
    expect(await begun).toEqual(expected);
    expect(await other).toEqual(expected);
    await Promise.all(trained);
    expect(await model.predict(data, { batchSize: samples })).not.toEqual(expected);
    await model.dispose();
  });
});

describe('a session of parts', () => {
  const input: HostTensor = {
    dtype: 'float32',
    shape: [4, 2],
    data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  };
  const doubles = (given: readonly HostTensor[], results: readonly HostTensor[]): void =>
    results[0]!.data.set(given[0]!.data.map((value) => 2 * value));
  const session = (also: Partial<DirectSession> = {}): DirectSession => ({
    run: () => [],
    runInto: doubles,
    runBeside: (given, results) => Promise.resolve(doubles(given, results)),
    release: () => Promise.resolve(),
    ...also,
  });
  const result = { dtype: 'float32', shape: [4, 2] } as const;

  it('puts the results of unequal parts together', async () => {
    const parts = new PartedSession(
      [
        { session: session(), samples: 3 },
        { session: session(), samples: 1 },
      ],
      [result],
      [true],
    );
    expect(await parts.run([input])).toEqual([
      { ...result, data: Float32Array.of(2, 4, 6, 8, 10, 12, 14, 16) },
    ]);
  });

  it.each(['runInto', 'runBeside'] as const)(
    'waits for all before it says what failed in %s',
    async (way) => {
      let isOver = false;
      const slow = session({
        runBeside: async () => {
          await new Promise((resolve) => setTimeout(resolve, 10));
          isOver = true;
          if (way === 'runBeside') throw new Error('no memory');
        },
      });
      const own = session(
        way === 'runInto'
          ? {
              runInto: () => {
                throw new Error('no memory');
              },
            }
          : {},
      );
      const parts = new PartedSession(
        [
          { session: own, samples: 2 },
          { session: slow, samples: 2 },
        ],
        [result],
        [true],
      );
      await expect(parts.run([input])).rejects.toThrow('no memory');
      expect(isOver).toBe(true);
    },
  );

  it('lets go of a session once, however many parts it has', async () => {
    let released = 0;
    const shared = session({ release: () => Promise.resolve(void released++) });
    const part = { session: shared, samples: 2 };
    await new PartedSession([part, part], [result], [true]).release();
    expect(released).toBe(1);
  });
});
