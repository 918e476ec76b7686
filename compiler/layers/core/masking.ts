import { number } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';

/** A step counts where any of its features differs from the value; the others become zero. */
export const masking = defineLayer({
  name: 'Masking',
  family: 'core',
  summary: 'Marks steps whose features all have one value as padding.',
  example: 'x -> Masking()',
  arguments: { mask_value: number(0, 'The value that marks padding.') },
  input: { dtype: 'float', rank: { minimum: 1 }, description: 'a sequence, float32[batch, time, features]' },
  output: ({ inputs }) => floats(inputs[0]!.shape),
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    const differs = ops.cast(ops.notEqual(x, args.mask_value), 'float32');
    const counted = ops.reduceMax(differs, -1, true);
    context.setMask(ops.greater(ops.squeeze(counted, -1), 0));
    return ops.multiply(x, counted);
  },
  mask: 'make',
});
