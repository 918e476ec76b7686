import { sizesEqual } from '../shapes/size.ts';
import { OpError, type OpDefinition } from './definition.ts';
import { scanGradient } from './scan-gradient.ts';

export const scan = {
  scan: {
    infer: (inputs, { body, states, scanned, length }) => {
      const expected = body.inputs.length;
      if (inputs.length !== expected)
        throw new OpError(`A scan's body takes ${expected} tensors, not ${inputs.length}.`);
      for (const tensor of inputs.slice(states, states + scanned)) {
        if (!sizesEqual(tensor.shape[0]!, length))
          throw new OpError('Scanned tensors have different lengths.');
      }
      return body.outputs.map(({ tensor }, index) => ({
        dtype: tensor.dtype,
        shape: index < states ? inputs[index]!.shape : [length, ...tensor.shape],
      }));
    },
    gradient: scanGradient,
  } satisfies OpDefinition<'scan'>,
};
