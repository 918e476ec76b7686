import type { ComponentValue } from '../../declarations/values.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';

/** The activation of an argument applied to a tensor; none leaves it as it is. */
export function applyActivation(ops: Ops, x: Tensor, value: ComponentValue<'activation'> | null): Tensor {
  if (value === null) return x;
  return value.declaration.lower(ops, x, value.args);
}

/** The shape after an activation (`glu` halves an axis), or why it does not fit. */
export function activatedShape(
  shape: readonly Size[],
  value: ComponentValue<'activation'> | null,
): readonly Size[] | string {
  return value?.declaration.outputShape?.(shape, value.args) ?? shape;
}

/**
 * The first of these activations that does not keep a shape, with the argument that holds it: what is computed step by
 * step must keep its size.
 */
export function resizingActivation(
  shape: readonly Size[],
  activations: Readonly<Record<string, ComponentValue<'activation'> | null>>,
): { readonly argument: string; readonly name: string } | undefined {
  const found = Object.entries(activations).find(([, value]) => {
    const kept = activatedShape(shape, value);
    return typeof kept === 'string' || kept.some((size, axis) => size !== shape[axis]);
  });
  return found && { argument: found[0], name: found[1]!.name };
}

/** What layers that compute with floats take: uint8 and float16 are cast to float32. */
export function asFloat(ops: Ops, x: Tensor): Tensor {
  return x.dtype === 'float32' ? x : ops.cast(x, 'float32');
}
