import type { ModelGraph } from '../../compiler/index.ts';
import type { Engine, HostTensor } from '../../runtime/engines/engine.ts';
import { Model } from '../../runtime/model.ts';
import { createRandom } from '../../runtime/random.ts';

/** A training on one batch, over and over. */
export interface Training {
  readonly graph: ModelGraph;
  readonly data: Readonly<Record<string, HostTensor>>;
  readonly steps: number;
  /** Instead of the model's own. */
  readonly learningRate?: number;
}

/**
 * The loss of every step.
 * @param share moves the weights at the start by this share of themselves
 */
export async function lossesOn(
  engine: Engine,
  { graph, data, steps, learningRate }: Training,
  share = 0,
): Promise<readonly number[]> {
  const model = new Model(graph, engine, { seed: 2 });
  if (learningRate !== undefined) model.learningRate = learningRate;
  model.setWeights(moved(model.getWeights(), share));
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await model.trainOnBatch(data)).loss as number);
  await model.dispose();
  return losses;
}

/**
 * Four times the last place of a float: more than engines differ by in one step. So where their rounding tips a
 * maximum or a ReLU over, one of the two directions does too.
 */
const lastPlaces = 2 ** -21;

/**
 * How far an engine drifts from itself: up to each step, the greatest difference that moving all weights by their last
 * places, forth or back, makes in the losses. No other rounding can be asked to stay closer.
 */
export async function driftOn(
  engine: Engine,
  training: Training,
  losses: readonly number[],
): Promise<readonly number[]> {
  const forth = await lossesOn(engine, training, lastPlaces);
  const back = await lossesOn(engine, training, -lastPlaces);
  let greatest = 0;
  return losses.map((loss, step) => {
    greatest = Math.max(greatest, Math.abs(forth[step]! - loss), Math.abs(back[step]! - loss));
    return greatest;
  });
}

/** Each weight moves up or down by chance; a negative share moves every one the other way. */
function moved(weights: Readonly<Record<string, HostTensor>>, share: number): Record<string, HostTensor> {
  const random = createRandom(1, 'moved');
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => {
      const values = Float32Array.from(
        data,
        (weight) => weight * (1 + (random.uniform() < 0.5 ? share : -share)),
      );
      return [name, { dtype: 'float32', shape, data: values }];
    }),
  );
}
