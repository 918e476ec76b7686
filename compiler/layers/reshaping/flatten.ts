import { dataFormat } from '../../declarations/data-format.ts';
import { sizeProduct } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';

export const flatten = defineLayer({
  name: 'Flatten',
  family: 'reshaping',
  summary: 'Lays all axes of a sample out as one.',
  example: 'x -> Flatten()',
  arguments: { data_format: dataFormat },
  input: {},
  output: ({ inputs }) => ({ dtype: inputs[0]!.dtype, shape: [sizeProduct(inputs[0]!.shape)] }),
  lower: (context, { inputs, outputTypes }) =>
    context.ops.reshape(inputs[0]!, [context.batch, ...outputTypes[0]!.shape]),
});
