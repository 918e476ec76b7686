import type { WeightSpecification } from '../declarations/define-layer.ts';
import { sizesEqual } from '../shapes/size.ts';
import type { TensorType } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';

/** What a layer's shape rule gave for some inputs, without stating conditions. */
export interface KnownShapes {
  readonly inputs: readonly TensorType[];
  readonly output: TensorType | readonly TensorType[];
  readonly weights: readonly WeightSpecification[];
}

/** True where the inputs are of the very types for which the result is known. */
export function isKnownFor(known: KnownShapes, inputs: readonly FlowTensor[]): boolean {
  if (known.inputs.length !== inputs.length) return false;
  for (let index = 0; index < inputs.length; index++)
    if (!sameType(inputs[index]!.type!, known.inputs[index]!)) return false;
  return true;
}

function sameType(a: TensorType, b: TensorType): boolean {
  if (a === b) return true;
  return (
    a.dtype === b.dtype &&
    a.whole === b.whole &&
    a.shape.length === b.shape.length &&
    a.shape.every((size, axis) => sizesEqual(size, b.shape[axis]!))
  );
}
