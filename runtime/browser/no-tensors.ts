import type * as Tensors from '../tfjs/tensors.ts';
import { KmodelError } from '../errors.ts';

/** Stands in the bundle for browsers, which brings no tfjs, where Node makes tensors of tfjs. */
export const toTensors: typeof Tensors.toTensors = () =>
  Promise.reject(
    new KmodelError(
      'This bundle has no tfjs to make tensors with.',
      'Leave out `tensors: true`; `tf.tensor(result.data, result.shape)` makes one.',
    ),
  );
