import { boolean, number, option } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { ones } from '../../components/initializers/constant.ts';
import { dropoutSeed } from '../regularization/base-dropout.ts';
import { weight } from '../shared/results.ts';
import { callArguments, defineAttention } from './base-attention.ts';

/** Luong et al., arXiv:1508.04025: a score is query · key, or the sum of tanh(query + key). */
export const attention = defineAttention({
  name: 'Attention',
  summary: 'Every step of a sequence gathers the steps of another that are like it.',
  example: '[x, x] -> Attention()',
  arguments: {
    use_scale: boolean(false, 'Multiply the scores by a number that is learned.'),
    score_mode: option(
      ['dot', 'concat'],
      'dot',
      '`dot`: query · key; `concat`: the sum of tanh(query + key).',
    ),
    dropout: number(0, 'Share of the attention that becomes zero while training.', {
      minimum: 0,
      maximum: 1,
    }),
    seed: dropoutSeed,
    ...callArguments,
  },
  weights: (args) => [
    ...(args.use_scale ? [weight('scale', [], withDefaults(ones))] : []),
    ...(args.score_mode === 'concat' ? [weight('concat_score_weight', [], withDefaults(ones))] : []),
  ],
  scores: ({ ops, weight: read }, args, query, key) => {
    if (args.score_mode === 'dot') {
      const products = ops.matmul(query, key, { transposeB: true });
      return args.use_scale ? ops.multiply(products, read('scale')) : products;
    }
    const sums = ops.add(ops.expandDims(query, 2), ops.expandDims(key, 1));
    const bent = ops.tanh(args.use_scale ? ops.multiply(sums, read('scale')) : sums);
    return ops.multiply(ops.sum(bent, -1), read('concat_score_weight'));
  },
});
