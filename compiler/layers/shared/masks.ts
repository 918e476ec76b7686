import type { LayerShapeCall, TensorArgument } from '../../declarations/define-layer.ts';
import type { Size } from '../../shapes/size.ts';

type Inputs = LayerShapeCall<unknown>['inputs'];

/** A mask of one entry for each step of a sequence, the layer's first input or another one. */
export function stepMask(doc: string, of: (inputs: Inputs) => Inputs[number] = firstOf): TensorArgument {
  return { doc, dtype: 'bool', shapes: ({ inputs }) => [of(inputs).shape.slice(0, 1)] };
}

/** A mask for the leading axes of the first input, at least so many of them, up to one entry for each number. */
export function leadingMask(doc: string, least: number): TensorArgument {
  return {
    doc,
    dtype: 'bool',
    shapes: ({ inputs }) => {
      const { shape } = firstOf(inputs);
      const lengths = Array.from({ length: shape.length + 1 - least }, (_, more) => least + more);
      return lengths.map((length): readonly Size[] => shape.slice(0, length));
    },
  };
}

function firstOf(inputs: Inputs): Inputs[number] {
  return inputs[0]!;
}
