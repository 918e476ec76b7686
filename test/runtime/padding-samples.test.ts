import { describe, expect, it } from 'vitest';
import type { TrainingError } from '../../runtime/index.ts';
import { createModel } from '../../runtime/index.ts';
import { graphOf } from '../compiler/harness.ts';

/** Trains one step, and gives what ends it. */
async function errorOf(members: string, data: Record<string, unknown>): Promise<TrainingError> {
  const model = await createModel(graphOf(`model A {\n${members}\n  train { optimizer: SGD(0.01) }\n}\n`));
  const failed = model.fit(data as never, { epochs: 1, batchSize: 8, shuffle: false }).then(() => undefined);
  return failed.catch((error: unknown) => error as TrainingError) as Promise<TrainingError>;
}

const mean = 'GlobalAveragePooling1D() -> Dense(1) { loss: mse }';

describe('a sample of nothing but padding is named where its mean is no number:', () => {
  it('words', async () => {
    const text = `  input words: int32[T]\n  head y = words -> Embedding(10, 4, mask_zero: true) -> ${mean}`;
    const { message, help } = await errorOf(text, {
      words: [
        [1, 2],
        [3, 0],
        [0, 0],
      ],
      y: [[1], [2], [3]],
    });
    expect(message).toBe(
      'In epoch 1, step 1, the loss of `y` is NaN: sample 3 of its batch has nothing but padding (0) in `words`, and a mean over no steps is not a number.',
    );
    expect(help).toBe('Leave such samples out of the data, or keep one step of each.');
  });

  it('numbers, with another value for padding', async () => {
    const text = `  input x: float32[2, 1]\n  head y = x -> Masking(mask_value: -1) -> ${mean}`;
    const { message } = await errorOf(text, {
      x: [
        [[-1], [-1]],
        [[1], [2]],
      ],
      y: [[1], [2]],
    });
    expect(message).toContain('sample 1 of its batch has nothing but padding (-1) in `x`');
  });

  it('a mask of its own', async () => {
    const text = `  input x: float32[2, 1]\n  input m: bool[2]\n  head y = x -> GlobalAveragePooling1D(mask: m) -> Dense(1) { loss: mse }`;
    const data = {
      x: [
        [[1], [1]],
        [[1], [2]],
      ],
      m: [
        [true, true],
        [false, false],
      ],
      y: [[1], [2]],
    };
    const { message } = await errorOf(text, data);
    expect(message).toContain('sample 2 of its batch has nothing but padding (0) in `m`');
  });
});

it('padding is not blamed where nothing divides by the number of steps', async () => {
  const text =
    '  input words: int32[T]\n  input x: float32[1]\n' +
    '  head y = [words -> Embedding(10, 4, mask_zero: true) -> LSTM(2), x] -> Concatenate() -> Dense(1) { loss: mse }';
  const error = await errorOf(text, {
    words: [
      [1, 2],
      [0, 0],
    ],
    x: [[3e38], [3e38]],
    y: [[1], [2]],
  });
  expect(error.message).not.toContain('padding');
  expect(error.help).toContain('Lower the learning rate');
});
