import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Arguments } from '../declarations/values.ts';
import type { ScopedOps } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { sizesEqual, type Size } from '../shapes/size.ts';
import { mayBeEqual } from '../shapes/may-be-equal.ts';
import type { TensorType } from '../shapes/types.ts';

/**
 * A mask in the sizes that its layer declares for it. They may be written otherwise (`U` for the `T` of the input);
 * the data is held to them before the first step.
 */
export function inDeclaredSizes(
  ops: ScopedOps,
  declaration: LayerDeclaration,
  call: { readonly args: Arguments; readonly inputs: readonly TensorType[] },
  name: string,
  place: number,
  tensor: Tensor,
): Tensor {
  const [batch, ...own] = tensor.shape;
  const fits = (size: Size, axis: number): boolean => own[axis] === 1 || mayBeEqual(size, own[axis]!);
  const declared = declaration.tensorArguments?.[name]
    ?.shapes?.(call, place)
    .find((shape) => shape.length === own.length && shape.every(fits));
  if (!declared) return tensor;
  const shape = own.map((size, axis) => (size === 1 ? size : declared[axis]!));
  if (shape.every((size, axis) => sizesEqual(size, own[axis]!))) return tensor;
  return ops.reshape(tensor, [batch!, ...shape]);
}
