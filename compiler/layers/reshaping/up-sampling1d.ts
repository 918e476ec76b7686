import { integer } from '../../declarations/declare.ts';
import { multiplySizes } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { repeatNearest } from './base-upsampling.ts';

export const upSampling1D = defineLayer({
  name: 'UpSampling1D',
  family: 'reshaping',
  summary: 'Repeats every step of a sequence.',
  example: 'x -> UpSampling1D(2)',
  arguments: { size: integer(2, 'How often each step stands in the result.', { minimum: 1 }) },
  input: { rank: 2, description: 'a sequence, float32[batch, time, features]' },
  output: ({ args, inputs }) => {
    const { dtype, shape } = inputs[0]!;
    return { dtype, shape: [multiplySizes(shape[0]!, args.size), shape[1]!] };
  },
  lower: ({ ops }, { args, inputs }) => repeatNearest(ops, inputs[0]!, args.size, 1),
});
