import { requiredInteger } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';

export const repeatVector = defineLayer({
  name: 'RepeatVector',
  family: 'reshaping',
  summary: 'Makes a sequence that repeats one vector.',
  example: 'x -> RepeatVector(4)',
  arguments: { n: requiredInteger('Number of steps.', { minimum: 1 }) },
  input: { rank: 1, description: 'one vector, float32[batch, features]' },
  output: ({ args, inputs }) => ({ dtype: inputs[0]!.dtype, shape: [args.n, inputs[0]!.shape[0]!] }),
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const vector = inputs[0]!;
    return ops.expand(ops.expandDims(vector, 1), [context.batch, args.n, vector.shape[1]!]);
  },
});
