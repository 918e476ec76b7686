import type { Lowerings } from '../plan-builder.ts';
import { createArray, sizeOf, valueType } from '../value.ts';

export const sourceLowerings = {
  input: () => {
    throw new Error('Inputs are given, not computed.');
  },
  constant: (builder, _, node) => {
    const { dtype, shape } = node.outputs[0]!;
    const type = valueType(dtype);
    const sizes = builder.sizes(shape);
    const data = createArray(type, sizeOf(sizes));
    data.set(node.attributes.data);
    return builder.constant(type, sizes, data);
  },
} satisfies Partial<Lowerings>;
