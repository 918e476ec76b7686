import type { ComponentValue } from '../../declarations/values.ts';
import { ownValue } from '../../names/own-value.ts';

/** What an optimizer of tfjs keeps for every weight: one number for each of its entries. */
export interface TfjsSlot {
  /** What tfjs hangs on the name of the weight: `dense/kernel/momentum`. */
  readonly suffix: string;
  /** The slot of kmodel's optimizer; undefined where that keeps none, and the numbers of tfjs change nothing. */
  readonly slot: string | undefined;
  /** kmodel's number is that of tfjs, times this. */
  readonly factor: number;
}

/** Of each of Keras's classes: suffixes of tfjs, with the slots that hold the same numbers in kmodel. */
const slots: Readonly<Record<string, readonly (readonly [suffix: string, slot: string])[]>> = {
  SGD: [['momentum', 'momentum']],
  RMSprop: [
    ['rms', 'velocity'],
    ['momentum', 'momentum'],
    ['mg', 'average_gradient'],
  ],
  Adam: [
    ['m', 'momentum'],
    ['v', 'velocity'],
  ],
  Adagrad: [['accumulator', 'accumulator']],
  Adadelta: [
    ['accum_grad', 'accumulated_grad'],
    ['accum_var', 'accumulated_delta_var'],
  ],
};

/**
 * What tfjs's optimizer keeps beside its count of steps, in its order: one slot for all weights, then the next. Its
 * momentum of SGD adds up gradients where Keras adds up steps, which are gradients times minus the learning rate.
 * @param optimizer in Keras's terms
 * @param rate the learning rate in force
 * @returns undefined for an optimizer that tfjs does not have, or whose state it does not save
 */
export function tfjsSlots(
  optimizer: ComponentValue<'optimizer'>,
  rate: number,
): readonly TfjsSlot[] | undefined {
  const { name, args, declaration } = optimizer;
  const known = ownValue(slots, name);
  if (known === undefined) return undefined;
  const kept = new Set(declaration.slots(args).map((slot) => slot.name));
  return known.flatMap(([suffix, slot]) => {
    // tfjs keeps a momentum of RMSProp always, the averages of gradients and the momentum of SGD where they are used.
    const isThere = kept.has(slot) || (name === 'RMSprop' && suffix === 'momentum');
    if (!isThere) return [];
    const factor = name === 'SGD' ? -rate : 1;
    return [{ suffix, slot: kept.has(slot) ? slot : undefined, factor }];
  });
}
