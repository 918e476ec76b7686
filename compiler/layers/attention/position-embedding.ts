import { withDefaults } from '../../declarations/default-value.ts';
import { requiredInteger } from '../../declarations/declare.ts';
import { glorotUniform } from '../../components/initializers/variance-scaling.ts';
import { isSymbolic, minimumSize } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { initializer } from '../shared/component-arguments.ts';
import { floats, known, weight } from '../shared/results.ts';

/** As in keras_hub: the learned vectors of the first steps, [time, features], the same for every sample. */
export const positionEmbedding = defineLayer({
  name: 'PositionEmbedding',
  family: 'attention',
  summary: 'Gives a learned vector for each position of a sequence, to be added to its steps.',
  example: 'x -> PositionEmbedding(64)',
  arguments: {
    max_length: requiredInteger('The greatest length that sequences may have.', { minimum: 1 }),
    initializer: initializer('vectors', withDefaults(glorotUniform)),
  },
  input: {
    rank: 2,
    dtype: 'float',
    knownAxes: [-1],
    description: 'a sequence, float32[batch, time, features]',
  },
  output: ({ args, inputs, requireEqual }) => {
    const length = inputs[0]!.shape[0]!;
    if (isSymbolic(length)) requireEqual(minimumSize(length, args.max_length), length);
    if (isSymbolic(length) || length <= args.max_length) return floats(inputs[0]!.shape);
    return shapeProblem(
      'KM2004',
      `{input} has ${length} steps, more than \`max_length\`, which is ${args.max_length}.`,
      {
        argument: 'max_length',
      },
    );
  },
  weights: ({ args, inputs }) => [
    weight('embeddings', [args.max_length, known(inputs[0]!, -1)], args.initializer),
  ],
  lower: (context, { inputs }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    const vectors = ops.sliceAxis(context.weight('embeddings'), 0, 0, x.shape[1]!);
    return ops.expand(ops.expandDims(vectors, 0), x.shape);
  },
  mask: 'pass',
});
