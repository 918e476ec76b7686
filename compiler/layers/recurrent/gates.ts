import type { ComponentValue } from '../../arguments/values.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { applyActivation } from '../shared/apply-component.ts';

/**
 * The activation of neighbouring gates [batch, count · units], one tensor for each. Activations that look at one
 * entry alone are applied to all gates at once; those along an axis (softmax) to each gate by itself.
 */
export function activateGates(
  ops: Ops,
  sums: Tensor,
  units: number,
  count: number,
  activation: ComponentValue | null,
): readonly Tensor[] {
  const part = (x: Tensor, index: number) => ops.sliceAxis(x, 1, index * units, units);
  const indices = Array.from({ length: count }, (_, index) => index);
  const alongAxis = activation !== null && 'axis' in activation.args;
  if (alongAxis) return indices.map((index) => applyActivation(ops, part(sums, index), activation));
  const active = applyActivation(ops, sums, activation);
  return indices.map((index) => part(active, index));
}
