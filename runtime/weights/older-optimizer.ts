import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { ownValue } from '../../compiler/names/own-value.ts';
import type { OptimizerVariable } from '../../compiler/targets/keras/optimizer-variables.ts';
import { WeightsError } from '../errors.ts';
import type { KerasOptimizer } from './keras-optimizer.ts';

/** What Keras 2 called what an optimizer keeps for each weight, by what it is called here. */
const olderSlots: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  SGD: { momentum: ['momentum', 'm'] },
  Adam: { momentum: ['m'], velocity: ['v'], velocity_hat: ['vhat', 'v_hat'] },
  AdamW: { momentum: ['m'], velocity: ['v'], velocity_hat: ['vhat', 'v_hat'] },
  Adamax: { momentum: ['m'], norm: ['v', 'u'] },
  RMSprop: {
    velocity: ['rms', 'velocity'],
    momentum: ['momentum'],
    average_gradient: ['mg', 'average_gradient'],
  },
  Adagrad: { accumulator: ['accumulator'] },
  Adadelta: {
    accumulated_grad: ['accum_grad', 'accumulated_grad'],
    accumulated_delta_var: ['accum_var', 'accumulated_delta_var'],
  },
  Ftrl: { accumulator: ['accumulator'], linear: ['linear'] },
};

/** The count of steps: `Adam/iter:0`, `training/Adam/iter:0`, and `iteration:0` since TensorFlow 2.11. */
const count = /^(?:.*\/)?(?:iter|iterations|iteration):\d+$/;

/** True for names of variables of an optimizer as Keras 2 wrote them: with the number of an output at the end. */
export function isOlderOptimizer(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => /:\d+$/.test(name));
}

/**
 * What an optimizer of Keras 2 has kept, in the order of Keras 3. `Adam/dense/kernel/m:0` and `Adam/m/dense/kernel:0`,
 * as TensorFlow wrote it before and since 2.11, are both the momentum of `dense/kernel`.
 * @param variables those that the optimizer of the model keeps
 * @param file with the names that it gives, in its order
 * @returns undefined where the file holds what another optimizer keeps
 * @throws WeightsError for an optimizer whose states Keras 2 did not write, or not all of them
 */
export function fromOlder(
  { training: { optimizer } }: ModelGraph,
  variables: readonly OptimizerVariable[],
  file: KerasOptimizer,
): KerasOptimizer | undefined {
  const slots = ownValue(olderSlots, optimizer.name);
  if (!slots)
    throw new WeightsError(
      `The file holds what ${optimizer.name} kept in the form of Keras 2, of which only the states of ${Object.keys(olderSlots).join(', ')} are known.`,
      'Save the model with Keras 3 as `.keras`, or take its text and weights alone.',
    );
  const steps = file.find(({ name = '' }) => count.test(name));
  if (!steps) return undefined;
  const taken = new Map<string, number>();
  const found = variables.map(({ state, shape, initial }): KerasOptimizer[number] | undefined => {
    if (state === 'optimizer:iteration') return steps;
    // The rate stands in the configuration.
    if (state === 'optimizer:learning_rate') return { shape, data: Float32Array.of(initial) };
    const slot = state.slice(state.lastIndexOf('/') + 1);
    const names = ownValue(slots, slot);
    if (!names) return undefined;
    const place = taken.get(slot) ?? 0;
    taken.set(slot, place + 1);
    return file.filter(({ name = '' }) => isSlot(name, names))[place];
  });
  const isWhole = [...taken].every(
    ([slot, wanted]) => file.filter(({ name = '' }) => isSlot(name, slots[slot]!)).length === wanted,
  );
  return isWhole && found.every((each) => each !== undefined) ? found : undefined;
}

function isSlot(name: string, slots: readonly string[]): boolean {
  const parts = name.replace(/:\d+$/, '').split('/');
  const before = parts[0] === 'training' ? 1 : 0;
  // A name that ends in a slot is one of the older form: `SGD/m/…` is no part of it.
  return parts.length > before + 2 && (slots.includes(parts.at(-1)!) || slots.includes(parts[before + 1]!));
}
