import type { Lowering } from '../plan-builder.ts';
import { valueType } from '../value.ts';

export const scanLowerings = {
  scan: ((builder, inputs, node) => {
    const { body, states, scanned, reverse, length } = node.attributes;
    const inner = builder.inner();
    const slots = body.inputs.map(({ tensor }) =>
      inner.input(valueType(tensor.dtype), builder.sizes(tensor.shape)),
    );
    const outputs = builder.lowerGraph(inner, body, slots);
    const results = node.outputs.map(({ dtype, shape }) => ({
      shape: builder.sizes(shape),
      type: valueType(dtype),
    }));
    return builder.scan(
      { inputs, body: inner.finish(outputs), states, scanned, reverse, length: builder.size(length) },
      results,
    );
  }) as Lowering<'scan'>,
};
