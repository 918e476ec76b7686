import { multiplySizes } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';

/** Every step of every sample as a sample of its own: what `TimeDistributed` does before a block or model. */
export const foldSteps = defineLayer({
  name: 'FoldSteps',
  family: 'operator',
  internal: true,
  summary: 'Every step of a sequence as a sample of its own.',
  example: 'x -> FoldSteps()',
  arguments: {},
  input: { rank: { minimum: 1 } },
  output: ({ inputs: [x] }) => ({ dtype: x!.dtype, shape: x!.shape.slice(1) }),
  lower: ({ ops }, { inputs: [x] }) => {
    const [samples, steps, ...rest] = x!.shape;
    return ops.reshape(x!, [multiplySizes(samples!, steps!), ...rest]);
  },
});

/** The first input's samples as steps again, as many as the second input has. */
export const unfoldSteps = defineLayer({
  name: 'UnfoldSteps',
  family: 'operator',
  internal: true,
  summary: 'Samples that were steps of a sequence as its steps again.',
  example: '[x -> FoldSteps(), x] -> UnfoldSteps()',
  arguments: {},
  input: { count: 2 },
  output: ({ inputs: [x, sequence] }) => ({ dtype: x!.dtype, shape: [sequence!.shape[0]!, ...x!.shape] }),
  lower: ({ ops }, { inputs: [x, sequence] }) => {
    const [samples, steps] = sequence!.shape;
    return ops.reshape(x!, [samples!, steps!, ...x!.shape.slice(1)]);
  },
});
