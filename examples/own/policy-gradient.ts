import { createRandom } from '../../runtime/random.ts';
import type { Model } from '../../runtime/model.ts';

const steps = 30;

/**
 * A cart on a rail, one push to the left or to the right a step. It begins at `position` and shall come to rest in
 * the middle: what it gets is less the farther away it is.
 */
function push([position, speed]: readonly [number, number], action: number): readonly [number, number] {
  const faster = 0.9 * speed + (action === 1 ? 0.05 : -0.05);
  return [position + faster, faster];
}

interface Episode {
  readonly states: readonly (readonly [number, number])[];
  readonly actions: readonly number[];
  readonly rewards: readonly number[];
}

/** Carts of several beginnings side by side, each following the model; without `random`, its likelier action. */
export async function play(
  model: Model,
  starts: readonly number[],
  random?: () => number,
): Promise<readonly Episode[]> {
  let states = starts.map((position) => [position, 0] as readonly [number, number]);
  const episodes = starts.map(() => ({
    states: [] as (readonly [number, number])[],
    actions: [] as number[],
    rewards: [] as number[],
  }));
  for (let step = 0; step < steps; step++) {
    const { action } = await model.predictOnBatch({
      state: { shape: [states.length, 2], data: Float32Array.from(states.flat()) },
    });
    states = states.map((state, cart) => {
      const right = action!.data[2 * cart + 1]!;
      const chosen = (random ? random() : 0.5) < right ? 1 : 0;
      const next = push(state, chosen);
      const episode = episodes[cart]!;
      episode.states.push(state);
      episode.actions.push(chosen);
      episode.rewards.push(-Math.abs(next[0]));
      return next;
    });
  }
  return episodes;
}

/** What each action of each cart brought from its step on, less what carts got on average from that step on. */
function advantages(episodes: readonly Episode[]): readonly number[] {
  const returns = episodes.map(({ rewards }) => {
    let later = 0;
    return rewards.map((_, index) => (later = rewards[rewards.length - 1 - index]! + 0.9 * later)).reverse();
  });
  const usual = Array.from(
    { length: steps },
    (_, step) => returns.reduce((sum, each) => sum + each[step]!, 0) / returns.length,
  );
  const centred = returns.flatMap((each) => each.map((value, step) => value - usual[step]!));
  const spread = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / centred.length);
  return centred.map((value) => value / (spread + 1e-8));
}

/**
 * REINFORCE: carts are played with the model as it is, and actions that brought more than usual are made likelier.
 * All carts of a round begin at one place, so that their differences come from what they did.
 */
export async function improve(model: Model, rounds: number, seed: number): Promise<void> {
  const random = createRandom(seed, 'carts');
  for (let round = 0; round < rounds; round++) {
    const start = 2 * random.uniform() - 1;
    const episodes = await play(model, Array<number>(32).fill(start), () => random.uniform());
    const states = episodes.flatMap((episode) => episode.states);
    const gradients = await model.gradients(
      {
        state: { shape: [states.length, 2], data: Float32Array.from(states.flat()) },
        action: Int32Array.from(episodes.flatMap((episode) => episode.actions)),
      },
      { sampleWeight: Float32Array.from(advantages(episodes)) },
    );
    await model.applyGradients(gradients);
  }
}

/** How far carts are from the middle at the end, on average, where each takes the likelier action. */
export async function restDistance(model: Model): Promise<number> {
  const starts = [-1, -0.6, -0.2, 0.2, 0.6, 1];
  const episodes = await play(model, starts);
  return episodes.reduce((sum, { rewards }) => sum - rewards.at(-1)!, 0) / starts.length;
}
