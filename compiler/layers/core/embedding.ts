import { boolean, requiredInteger } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { randomUniform } from '../../components/initializers/random.ts';
import { defineLayer } from '../../declarations/define.ts';
import { constraint, initializer, regularizer } from '../shared/component-arguments.ts';
import { loraArguments, loraNames, loraProblem, loraScale, withLora } from '../shared/lora.ts';
import type { Tensor } from '../../ops/types.ts';
import { floats, weight } from '../shared/results.ts';

/** Row `x` of a table [input_dim, output_dim] for every index x. */
export const embedding = defineLayer({
  name: 'Embedding',
  family: 'core',
  summary: 'Turns each index (a word, a category) into a vector that is learned.',
  example: 'x -> Embedding(10_000, 64)',
  arguments: {
    input_dim: requiredInteger('Number of indices: they lie in [0, input_dim).', { minimum: 1 }),
    output_dim: requiredInteger('Length of each vector.', { minimum: 1 }),
    embeddings_initializer: initializer('vectors', withDefaults(randomUniform)),
    embeddings_regularizer: regularizer('vectors'),
    embeddings_constraint: constraint('vectors'),
    mask_zero: boolean(false, 'Index 0 is padding: layers behind leave it out.'),
    ...loraArguments,
  },
  input: { dtype: 'integer', description: 'indices, int32[batch, …]' },
  output: ({ args, inputs }) =>
    loraProblem(args, args.embeddings_constraint, 'embeddings_constraint') ??
    floats([...inputs[0]!.shape, args.output_dim]),
  weights: ({ args }) =>
    withLora(
      [
        weight(
          'embeddings',
          [args.input_dim, args.output_dim],
          args.embeddings_initializer,
          args.embeddings_regularizer,
          args.embeddings_constraint,
        ),
      ],
      args,
    ),
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const indices = inputs[0]!.dtype === 'int32' ? inputs[0]! : ops.cast(inputs[0]!, 'int32');
    if (args.mask_zero) context.setMask(ops.notEqual(indices, 0));
    const vectors = ops.gather(context.weight('embeddings'), indices, 0);
    if (args.lora_rank === null) return vectors;
    const [a, b] = loraNames('embeddings').map((factor) => context.weight(factor)) as [Tensor, Tensor];
    const learned = ops.matmul(ops.gather(a, indices, 0), b);
    return ops.add(vectors, ops.multiply(learned, loraScale(args)));
  },
  mask: (args) => (args.mask_zero ? 'make' : 'stop'),
  indexRange: (args) => args.input_dim,
});
