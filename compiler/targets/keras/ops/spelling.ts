import type { Size } from '../../../shapes/size.ts';
import { call, number, type PythonExpression } from '../../python/expressions.ts';
import { sizeExpression, type OpEmitter, type OpSpelling } from '../../python/ops/code.ts';
import { asTensor, kerasEmitters, type KerasOp, type KerasOpContext } from './emitters.ts';

/** What Keras needs of the code around an op graph. */
export interface KerasSurroundings {
  /** The expression of a size variable. */
  readonly sizeName: (variable: string) => string;
  /** What draws uniform numbers in [0, 1) of a shape. */
  readonly random: (shape: PythonExpression) => PythonExpression;
  /** A function of `keras.ops`, which the module then imports. */
  readonly ops: (name: string) => string;
}

/** How op graphs are said by functions of `keras.ops`. */
export function kerasSpelling({ sizeName, random, ops }: KerasSurroundings): OpSpelling {
  const size = (each: Size): PythonExpression => sizeExpression(each, sizeName);
  const tensor: KerasOpContext['tensor'] = (code, dtype) => asTensor(code, dtype, { ops });
  const context: KerasOpContext = { size, tensor, random, ops };
  return {
    size,
    tensor,
    emit: (node, inputs) => {
      // Convolutions and pools are layers of Keras itself: nothing that a text declares comes down to them.
      const emitter = (kerasEmitters as Partial<Record<string, OpEmitter<KerasOp, KerasOpContext>>>)[node.op];
      if (!emitter) throw new Error(`${node.op} has no function of Keras.`);
      return emitter(node as Parameters<typeof emitter>[0], inputs, context);
    },
    topK: (x, k) => call(ops('top_k'), [x, number(k)]),
    places: (name) => call(ops('cast'), [name, '"int32"']),
    stack: (tensors) => call(ops('stack'), [tensors]),
  };
}
