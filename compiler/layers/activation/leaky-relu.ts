import { number } from '../../declarations/declare.ts';
import { rectify } from '../../components/activations/rectified.ts';
import { defineElementwise } from './base-elementwise.ts';

export const leakyReluLayer = defineElementwise({
  name: 'LeakyReLU',
  summary: 'Rectified linear unit with a small slope for negative values.',
  example: 'x -> LeakyReLU()',
  arguments: { negative_slope: number(0.3, 'Slope for negative values.', { minimum: 0 }) },
  apply: (ops, x, args) => rectify(ops, x, { slope: args.negative_slope, maximum: null, threshold: 0 }),
});
