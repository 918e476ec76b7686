import type { Size } from '../../../shapes/size.ts';
import { pythonSizes, sizeText } from '../../op-code/size-text.ts';
import type { PythonExpression } from '../../python/layout.ts';
import type { OpEmitter, OpSpelling } from '../../python/ops/code.ts';
import { asTensor, kerasEmitters, type KerasOp, type KerasOpContext } from './emitters.ts';

/** What Keras needs of the code around an op graph. */
export interface KerasSurroundings {
  /** The expression of a size variable. */
  readonly sizeName: (variable: string) => string;
  /** What draws uniform numbers in [0, 1) of a shape. */
  readonly random: (shape: string) => PythonExpression;
}

/** How op graphs are said by functions of `keras.ops`. */
export function kerasSpelling({ sizeName, random }: KerasSurroundings): OpSpelling {
  const size = (each: Size): string => sizeText(each, sizeName, pythonSizes);
  const context: KerasOpContext = { size, tensor: asTensor, random };
  return {
    size,
    tensor: asTensor,
    emit: (node, inputs) => {
      // Convolutions and pools are layers of Keras itself: nothing that a text declares comes down to them.
      const emitter = (kerasEmitters as Partial<Record<string, OpEmitter<KerasOp, KerasOpContext>>>)[node.op];
      if (!emitter) throw new Error(`${node.op} has no function of Keras.`);
      return emitter(node as Parameters<typeof emitter>[0], inputs, context);
    },
    topK: (x, k) => `ops.top_k(${x}, ${k})`,
    places: (name) => `ops.cast(${name}, "int32")`,
    stack: (tensors) => `ops.stack(${tensors})`,
  };
}
