import type { ComponentValue } from '../../declarations/values.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { applyActivation } from '../shared/apply-component.ts';

/**
 * The activation of neighbouring gates [batch, count · units], one tensor for each. Each gate is sliced off
 * before its activation, so that the slices' gradients tile the sums without padding.
 */
export function activateGates(
  ops: Ops,
  sums: Tensor,
  units: number,
  count: number,
  activation: ComponentValue<'activation'> | null,
): readonly Tensor[] {
  return Array.from({ length: count }, (_, index) =>
    applyActivation(ops, ops.sliceAxis(sums, 1, index * units, units), activation),
  );
}
