import type { Predictions } from '../declarations/define-component.ts';
import type { ComponentValue } from '../declarations/values.ts';
import type { Size } from '../shapes/size.ts';

/**
 * Whether what a head gives is what its loss wants: probabilities that sum to 1 or stand alone, or numbers on any
 * scale. Undefined where the loss takes anything, or nothing is known of what the head gives.
 */
export function givesWhatLossWants(
  loss: ComponentValue<'loss'>,
  gives: Predictions | undefined,
  units: Size | undefined,
): boolean | undefined {
  const wants = loss.args['from_logits'] === true ? 'scores' : loss.declaration.wants;
  if (wants === undefined || gives === undefined) return undefined;
  // Over one unit, a distribution says nothing.
  if (wants === 'distribution' || gives === 'distribution') return wants === gives && units !== 1;
  return wants === gives;
}
