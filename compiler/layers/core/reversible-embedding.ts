import { randomUniform } from '../../components/initializers/random.ts';
import { boolean, noneByDefault, requiredInteger, requiredNumber } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { isFloat, tensorTypeText } from '../../shapes/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { constraint, initializer, regularizer } from '../shared/component-arguments.ts';
import { floats, weight } from '../shared/results.ts';

/**
 * A table [input_dim, output_dim] read both ways: indices to vectors, and with `reverse` vectors to scores of all
 * indices, by the same table (Press and Wolf, arXiv:1608.05859) or by one of its own.
 */
export const reversibleEmbedding = defineLayer({
  name: 'ReversibleEmbedding',
  family: 'core',
  summary: 'An Embedding that also turns vectors back into a score for each index.',
  example: 'x -> ReversibleEmbedding(10_000, 64)',
  arguments: {
    input_dim: requiredInteger('Number of indices: they lie in [0, input_dim).', { minimum: 1 }),
    output_dim: requiredInteger('Length of each vector.', { minimum: 1 }),
    tie_weights: boolean(true, 'Use the same table for the way back.'),
    embeddings_initializer: initializer('vectors', withDefaults(randomUniform)),
    embeddings_regularizer: regularizer('vectors'),
    embeddings_constraint: constraint('vectors'),
    mask_zero: boolean(false, 'Index 0 is padding: layers behind leave it out.'),
    logit_soft_cap: noneByDefault(
      requiredNumber('Bends scores towards ± this value: cap · tanh(score / cap).', { above: 0 }),
    ),
    reverse: boolean(false, 'Turn vectors into scores.'),
  },
  input: {
    description: 'indices, int32[batch, …], or with `reverse` vectors, float32[batch, …, output_dim]',
  },
  output: ({ args, inputs }) => {
    const { dtype, shape } = inputs[0]!;
    if (args.reverse !== isFloat(dtype)) {
      const wanted = args.reverse ? 'float vectors with `reverse`' : 'integer indices';
      return shapeProblem('KM3006', `{layer} takes ${wanted}, but {input} is ${tensorTypeText(inputs[0]!)}.`);
    }
    if (!args.reverse) return floats([...shape, args.output_dim]);
    const size = shape.at(-1);
    if (size === args.output_dim) return floats([...shape.slice(0, -1), args.input_dim]);
    return shapeProblem(
      size === undefined || typeof size === 'number' ? 'KM3002' : 'KM3005',
      `{layer} turns vectors of ${args.output_dim} back, but {input} is ${tensorTypeText(inputs[0]!)}.`,
    );
  },
  weights: ({ args }) => [
    weight(
      'embeddings',
      [args.input_dim, args.output_dim],
      args.embeddings_initializer,
      args.embeddings_regularizer,
      args.embeddings_constraint,
    ),
    ...(args.tie_weights
      ? []
      : [
          weight(
            'reverse_embeddings',
            [args.output_dim, args.input_dim],
            args.embeddings_initializer,
            args.embeddings_regularizer,
            args.embeddings_constraint,
          ),
        ]),
  ],
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const [x] = inputs;
    if (!args.reverse) {
      const indices = x!.dtype === 'int32' ? x! : ops.cast(x!, 'int32');
      if (args.mask_zero) context.setMask(ops.notEqual(indices, 0));
      return ops.gather(context.weight('embeddings'), indices, 0);
    }
    const vectors = asFloat(ops, x!);
    const scores = args.tie_weights
      ? ops.matmul(vectors, context.weight('embeddings'), { transposeB: true })
      : ops.matmul(vectors, context.weight('reverse_embeddings'));
    const cap = args.logit_soft_cap;
    return cap === null ? scores : ops.multiply(ops.tanh(ops.divide(scores, cap)), cap);
  },
  mask: (args) => (args.mask_zero && !args.reverse ? 'make' : 'stop'),
  indexRange: (args) => (args.reverse ? undefined : args.input_dim),
});
