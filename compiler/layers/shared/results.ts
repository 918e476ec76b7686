import type { ComponentValue } from '../../declarations/values.ts';
import type { Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import {
  shapeProblem,
  type ShapeProblem,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';
import { activatedShape } from './apply-component.ts';

/** A float32 result of a shape. */
export function floats(shape: readonly Size[]): TensorType {
  return { dtype: 'float32', shape };
}

/** A float32 result after an activation, or the reason why the activation does not fit it. */
export function activated(
  shape: readonly Size[],
  activation: ComponentValue<'activation'> | null,
): TensorType | ShapeProblem {
  const result = activatedShape(shape, activation);
  if (typeof result !== 'string') return floats(result);
  return shapeProblem('KM2004', `\`${activation!.name}\` ${result}.`, { argument: 'activation' });
}

/** A weight that training changes. */
export function weight(
  name: string,
  shape: readonly number[],
  initializer: ComponentValue<'initializer'> | null,
  regularizer: ComponentValue<'regularizer'> | null = null,
  constraint: ComponentValue<'constraint'> | null = null,
): WeightSpecification {
  return {
    name,
    shape,
    dtype: 'float32',
    initializer: initializer!,
    trainable: true,
    regularizer,
    constraint,
  };
}

/** The size of an axis that the input specification has made sure is known. */
export function known(type: TensorType, axis: number): number {
  const size = type.shape.at(axis);
  if (typeof size !== 'number') throw new Error(`axis ${axis} must be known before weights are made`);
  return size;
}
