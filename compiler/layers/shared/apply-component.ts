import type { ComponentValue } from '../../arguments/values.ts';
import { findComponent } from '../../components/registry.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';
import type { LoweringContext } from '../define-layer.ts';

/** The activation of an argument applied to a tensor; none leaves it as it is. */
export function applyActivation(ops: Ops, x: Tensor, value: ComponentValue | null): Tensor {
  if (value === null) return x;
  return findComponent('activation', value.name)!.lower(ops, x, value.args as never);
}

/** The shape after an activation (`glu` halves an axis), or why it does not fit. */
export function activatedShape(
  shape: readonly Size[],
  value: ComponentValue | null,
): readonly Size[] | string {
  if (value === null) return shape;
  const activation = findComponent('activation', value.name)!;
  return activation.outputShape ? activation.outputShape(shape, value.args as never) : shape;
}

/** A regularizer's penalty on a tensor, a scalar. */
export function penalty(ops: Ops, x: Tensor, value: ComponentValue): Tensor {
  return findComponent('regularizer', value.name)!.lower(ops, x, value.args as never);
}

/** Adds the penalty of `activity_regularizer` to the loss, divided by the batch size as Keras does. */
export function addActivityPenalty(
  context: LoweringContext,
  output: Tensor,
  value: ComponentValue | null,
): void {
  if (value === null) return;
  const { ops } = context;
  context.addLoss(ops.divide(penalty(ops, output, value), ops.size(context.batch)));
}

/** What layers that compute with floats take: uint8 and float16 are cast to float32. */
export function asFloat(ops: Ops, x: Tensor): Tensor {
  return x.dtype === 'float32' ? x : ops.cast(x, 'float32');
}
