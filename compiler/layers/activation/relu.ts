import { noneByDefault, number, requiredNumber } from '../../declarations/declare.ts';
import { rectify } from '../../components/activations/rectified.ts';
import { defineElementwise } from './base-elementwise.ts';

export const reluLayer = defineElementwise({
  name: 'ReLU',
  summary: 'Rectified linear unit: positive values pass, negative ones become zero.',
  example: 'x -> ReLU()',
  arguments: {
    max_value: noneByDefault(requiredNumber('Greatest output; none for no limit.', { minimum: 0 })),
    negative_slope: number(0, 'Slope for values below the threshold.', { minimum: 0 }),
    threshold: number(0, 'Values up to here count as negative.', { minimum: 0 }),
  },
  apply: (ops, x, args) =>
    rectify(ops, x, { slope: args.negative_slope, maximum: args.max_value, threshold: args.threshold }),
});
