import { describe, expect, it } from 'vitest';
import { examples } from '../../../../examples/data/index.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { createRandom } from '../../../../runtime/random.ts';
import { driftOn, lossesOn, type Training } from '../../../support/losses.ts';
import { smallerExampleTexts } from '../../../support/smaller-examples.ts';
import { dataFor, exampleTexts, subjectFrom } from '../../../support/subjects.ts';
import { tfjsEngine } from '../../../support/tfjs-engines.ts';

/**
 * Examples that take 100 steps in a smaller version: a step of `posts` (texts of at least 269 words), `inception` or
 * `residual` takes about a second, one of `two-cameras` (Xception, whose images are 250 × 250) half a minute.
 *
 * Xception is chaotic at its own learning rate of 0.001: after 40 steps the last bit of its weights decides its loss.
 */
const smaller: Readonly<Record<string, { readonly batch: number; readonly learningRate?: number }>> = {
  posts: { batch: 8 },
  inception: { batch: 8 },
  residual: { batch: 8 },
  unet: { batch: 4 },
  'two-cameras': { batch: 2, learningRate: 1e-4 },
};

const batches: Readonly<Record<string, number>> = { transformer: 2 };

function hundredSteps(name: string): Training {
  const small = smaller[name];
  if (!small) return fullSize(name, batches[name] ?? 8, 100);
  const { batch, ...settings } = small;
  const { graph } = subjectFrom(smallerExampleTexts, `${name}.kmodel`);
  return { graph, data: dataFor(graph, batch), steps: 100, ...settings };
}

function fullSize(name: string, batch: number, steps: number): Training {
  const { graph } = subjectFrom(exampleTexts, `${name}.kmodel`);
  const data = examples.find((each) => each.name === name)!.make(batch, createRandom(3, name));
  return { graph, data, steps };
}

/**
 * The engines may differ by what rounding makes of a loss. Where it grows, and above all where it tips a maximum or a
 * ReLU over, whose gradients jump, they may differ by a few times as much as one of them drifts from itself.
 */
async function expectSameLosses(training: Training): Promise<void> {
  const engine = await createOnnxEngine();
  const onnx = await lossesOn(engine, training);
  const tfjs = await lossesOn(await tfjsEngine('wasm'), training);
  expect(tfjs).toHaveLength(training.steps);
  const beyond = onnx.map((loss, step) => Math.abs(tfjs[step]! - loss) - 1e-6 - 1e-5 * Math.abs(loss));
  if (Math.max(...beyond) <= 0) return;
  const drift = await driftOn(engine, training, onnx);
  beyond.forEach((difference, step) => {
    expect(difference, `${onnx[step]} and ${tfjs[step]} in step ${step + 1}`).toBeLessThanOrEqual(
      4 * drift[step]!,
    );
  });
}

describe('both engines train alike', () => {
  it.each(examples.map(({ name }) => name))(
    '%s: the losses of 100 steps agree',
    async (name) => expectSameLosses(hundredSteps(name)),
    120_000,
  );

  it.each([
    ['posts', 1, 5],
    ['inception', 1, 10],
    ['residual', 2, 20],
    ['two-cameras', 1, 1],
  ] as const)(
    '%s in full size: the losses of the first steps agree',
    async (name, batch, steps) => expectSameLosses(fullSize(name, batch, steps)),
    120_000,
  );

  // In step 9 two places of a pool's window differ by the last bit: whichever is taken gets all of the gradient.
  it(
    'unet in full size: engines drift apart no further than each from itself',
    async () => expectSameLosses(fullSize('unet', 1, 50)),
    120_000,
  );
});
