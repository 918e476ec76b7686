import { requiredIntegers } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';

export const permute = defineLayer({
  name: 'Permute',
  family: 'reshaping',
  summary: 'Puts the axes of a sample in another order.',
  example: 'x -> Permute([2, 1])',
  arguments: {
    dims: requiredIntegers('The axes in their new order; 1 is the first one after the batch.', 1),
  },
  input: {},
  output: ({ args, inputs }) => {
    const { dtype, shape } = inputs[0]!;
    const sorted = [...args.dims].sort((a, b) => a - b);
    if (sorted.length === shape.length && sorted.every((axis, index) => axis === index + 1)) {
      return { dtype, shape: args.dims.map((axis) => shape[axis - 1]!) };
    }
    return shapeProblem('KM2004', `\`dims\` must hold each axis of {input}, 1 to ${shape.length}, once.`, {
      argument: 'dims',
    });
  },
  lower: ({ ops }, { args, inputs }) => ops.transpose(inputs[0]!, [0, ...args.dims]),
});
