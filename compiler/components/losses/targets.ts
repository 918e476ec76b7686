import type { TensorType } from '../../shapes/types.ts';
import { declaredTypeText } from '../../shapes/types.ts';
import type { LossMisfit } from '../define-component.ts';

/** Targets of the head's own shape, as numbers. */
export function sameShape(head: TensorType): TensorType {
  return { dtype: 'float32', shape: head.shape };
}

/** Targets of the head's own shape; the head needs an axis whose entries the loss compares. */
export function sameShapeWithAxis(loss: string, axis = -1): (head: TensorType) => TensorType | LossMisfit {
  return (head) => {
    if (hasAxis(head, axis)) return sameShape(head);
    return {
      misfit: true,
      message: `\`${loss}\` needs an axis ${axis} with one entry per class, but the head is ${declaredTypeText(head)}.`,
      help: 'end the head with a layer that gives one number per class, for example `Dense(10, activation: softmax)`.',
    };
  };
}

/** Class numbers: the head's shape without the axis that holds one entry per class. */
export function withoutClassAxis(loss: string, axis = -1): (head: TensorType) => TensorType | LossMisfit {
  return (head) => {
    if (!hasAxis(head, axis)) {
      return {
        misfit: true,
        message: `\`${loss}\` needs a last axis with one entry per class, but the head is ${declaredTypeText(head)}.`,
        help: 'end the head with a layer that gives one number per class, for example `Dense(10, activation: softmax)`.',
      };
    }
    const place = axis < 0 ? axis + head.shape.length : axis - 1;
    return { dtype: 'int32', shape: head.shape.filter((_, index) => index !== place) };
  };
}

/** True where Keras's axis number (0 is the batch) names a written axis of the head. */
function hasAxis(head: TensorType, axis: number): boolean {
  return axis < 0 ? -axis <= head.shape.length : axis >= 1 && axis <= head.shape.length;
}
