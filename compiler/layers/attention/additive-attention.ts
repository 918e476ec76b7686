import { boolean, number } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { glorotUniform } from '../../components/initializers/variance-scaling.ts';
import { weight } from '../shared/results.ts';
import { callArguments, defineAttention } from './base-attention.ts';

/** Bahdanau et al., arXiv:1409.0473: a score is the sum of scale · tanh(query + key). */
export const additiveAttention = defineAttention({
  name: 'AdditiveAttention',
  summary: 'Attention whose scores add query and key instead of multiplying them.',
  example: '[x, x] -> AdditiveAttention()',
  arguments: {
    use_scale: boolean(true, 'Weigh the entries by a vector that is learned.'),
    dropout: number(0, 'Share of the attention that becomes zero while training.', {
      minimum: 0,
      maximum: 1,
    }),
    ...callArguments,
  },
  weights: (args, features) =>
    args.use_scale ? [weight('scale', [features], withDefaults(glorotUniform))] : [],
  scores: ({ ops, weight: read }, args, query, key) => {
    const bent = ops.tanh(ops.add(ops.expandDims(query, 2), ops.expandDims(key, 1)));
    return ops.sum(args.use_scale ? ops.multiply(bent, read('scale')) : bent, -1);
  },
});
