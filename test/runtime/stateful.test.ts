import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import { createModel, type Callback, type Model } from '../../runtime/index.ts';
import { createTfjsEngine } from '../../runtime/engines/tfjs/engine.ts';
import { testEngine } from '../support/engine.ts';

const textOf = (layer: string, input = 'float32[T, 2]', more = ''): string => `model Reader {
  input x: ${input}
  branch seen = x -> ${layer}
  head y = seen -> Flatten() -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.1), batch_size: 2, shuffle: false, epochs: 2${more} }
}`;

function graphOf(text: string) {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

async function modelOf(text: string, engine: 'onnx' | 'tfjs' = 'onnx'): Promise<Model> {
  const own = engine === 'onnx' ? await testEngine() : await createTfjsEngine();
  return createModel(graphOf(text), { engine: own, seed: 3 });
}

/** Numbers that differ from each other. */
const wave = (count: number): Float32Array => Float32Array.from({ length: count }, (_, at) => Math.sin(at));
const floats = (shape: readonly number[], data = wave(shape.reduce((a, b) => a * b))) => ({
  dtype: 'float32' as const,
  shape,
  data,
});

/** Some steps of sequences [samples, time, …]. */
function steps(of: ReturnType<typeof floats>, start: number, end: number) {
  const [samples, time, ...rest] = of.shape as [number, number, ...number[]];
  const width = rest.reduce((a, b) => a * b, 1);
  const pieces = Array.from({ length: samples }, (_, sample) =>
    of.data.subarray((sample * time + start) * width, (sample * time + end) * width),
  );
  return floats([samples, end - start, ...rest], Float32Array.from(pieces.flatMap((piece) => [...piece])));
}

const layers: readonly (readonly [string, string, readonly number[]])[] = [
  ['LSTM(3', 'float32[T, 2]', [2, 6, 2]],
  ['GRU(3', 'float32[T, 2]', [2, 6, 2]],
  ['SimpleRNN(3', 'float32[T, 2]', [2, 6, 2]],
  ['RNN([LSTMCell(3), GRUCell(2)]', 'float32[T, 2]', [2, 6, 2]],
  ['ConvLSTM1D(2, 2, padding: same', 'float32[T, 4, 1]', [2, 6, 4, 1]],
];

describe.each(['onnx', 'tfjs'] as const)('stateful: true on %s', (engine) => {
  it.each(layers)('%s) reads a sequence in pieces as in one', async (layer, input, shape) => {
    const whole = await modelOf(textOf(`${layer})`, input), engine);
    const pieces = await modelOf(textOf(`${layer}, stateful: true)`, input), engine);
    const x = floats(shape);
    const expected = (await whole.predict({ x })).y!.data;
    await pieces.predict({ x: steps(x, 0, 2) });
    const { y } = await pieces.predict({ x: steps(x, 2, 6) });
    [...y!.data].forEach((value, at) => expect(value).toBeCloseTo(Number(expected[at]), 5));
    pieces.resetStates();
    const again = (await pieces.predict({ x })).y!.data;
    [...again].forEach((value, at) => expect(value).toBeCloseTo(Number(expected[at]), 5));
  });

  it('keeps the states of both directions', async () => {
    const model = await modelOf(textOf('Bidirectional(LSTM(3, stateful: true))'), engine);
    const x = floats([2, 3, 2]);
    const first = (await model.predict({ x })).y!.data;
    expect((await model.predict({ x })).y!.data).not.toEqual(first);
    model.resetStates();
    expect((await model.predict({ x })).y!.data).toEqual(first);
  });
});

describe.each(['onnx', 'tfjs'] as const)('training with stateful: true on %s', (engine) => {
  const trained = (): Promise<Model> => modelOf(text, engine);
  const text = textOf('LSTM(3, stateful: true)');
  const x = floats([4, 3, 2]);
  const y = floats([4, 1]);

  it('takes states from batch to batch, and begins epochs without', async () => {
    const model = await trained();
    const { history } = await model.fit({ x, y });
    // The same by hand.
    const byHand = await trained();
    const losses: number[] = [];
    for (let epoch = 0; epoch < 2; epoch++) {
      byHand.resetStates();
      let sum = 0;
      for (const start of [0, 2]) {
        const batch = {
          x: floats([2, 3, 2], x.data.slice(start * 6, start * 6 + 12)),
          y: floats([2, 1], y.data.slice(start, start + 2)),
        };
        sum += Number((await byHand.trainOnBatch(batch)).loss) / 2;
      }
      losses.push(sum);
    }
    (history.loss as number[]).forEach((loss, epoch) => expect(loss).toBeCloseTo(losses[epoch]!, 6));
    const kept = await (await trained()).fit({ x, y }, { keepStates: true });
    expect(kept.history.loss![0]).toBe(history.loss![0]);
    expect(kept.history.loss![1]).not.toBe(history.loss![1]);
  });

  it('judges from zeros, and goes on with the states of before', async () => {
    const model = await trained();
    const first = await model.evaluate({ x, y }, { batchSize: 2 });
    await model.predict({ x: steps(floats([2, 3, 2]), 0, 3) });
    const before = model.getState();
    expect(await model.evaluate({ x, y }, { batchSize: 2 })).toEqual(first);
    expect(Object.keys(before).filter((name) => name.startsWith('carried:'))).toHaveLength(2);
    for (const name of Object.keys(before).filter((each) => each.startsWith('carried:')))
      expect(model.getState()[name]).toEqual(before[name]);
  });

  it('goes on in the midst of an epoch', async () => {
    const folder = (): string => mkdtempSync(join(tmpdir(), 'kmodel-stateful-'));
    const stop = new AbortController();
    const interrupt: Callback = { onTrainBatchEnd: () => stop.abort() };
    const [whole, first, second] = await Promise.all([trained(), trained(), trained()]);
    await whole.fit({ x, y }, { run: folder() });
    const run = folder();
    await first.fit({ x, y }, { run, callbacks: [interrupt], signal: stop.signal });
    await second.fit({ x, y }, { run: { folder: run, resume: true }, callbacks: [{}] });
    expect(second.getWeights()).toEqual(whole.getWeights());
  });

  it('refuses a batch of another size', async () => {
    const fitting = (await trained()).fit({ x: floats([3, 3, 2]), y: floats([3, 1]) });
    await expect(fitting).rejects.toThrow(
      '`seen_lstm/state0` is kept for 2 samples, but this batch has 1: with `stateful: true`, all batches have the same number.',
    );
  });

  it('warns where the samples are shuffled', async () => {
    const messages: string[] = [];
    const model = await trained();
    await model.fit({ x, y }, { shuffle: true, onMessage: (_, message) => void messages.push(message) });
    expect(messages).toEqual([
      'The samples come in a new order in every epoch, so what `seen_lstm` remembers is of others: `shuffle: false` keeps it.',
    ]);
  });
});
