import { noneByDefault, option, requiredInteger } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import { floats } from '../shared/results.ts';

/** Whole numbers as vectors with one entry for each category. */
export const categoryEncoding = defineLayer({
  name: 'CategoryEncoding',
  family: 'preprocessing',
  summary: 'Turns category numbers into vectors of zeros and ones, or of counts.',
  differs:
    'Each sample keeps a vector of its own: Keras joins the samples of a batch of single numbers, and of inputs with three axes the numbers of the first one behind the batch, against the shape that it states.',
  example: 'x -> CategoryEncoding(8, output_mode: one_hot)',
  arguments: {
    num_tokens: noneByDefault(
      requiredInteger('Number of categories: they lie in [0, num_tokens).', { minimum: 1 }),
    ),
    output_mode: option(
      ['multi_hot', 'one_hot', 'count'],
      'multi_hot',
      '`one_hot`: each number as a vector; `multi_hot`: one vector for all numbers of the last axis; `count`: how often each occurs.',
    ),
  },
  input: { dtype: 'integer', description: 'category numbers, int32[batch, …]' },
  output: ({ args, inputs }) => {
    const { shape } = inputs[0]!;
    if (args.num_tokens === null) {
      return shapeProblem('KM2004', '`num_tokens` must say how many categories there are.', {
        argument: 'num_tokens',
      });
    }
    if (args.output_mode === 'one_hot' && shape.at(-1) !== 1) return floats([...shape, args.num_tokens]);
    return floats([...shape.slice(0, -1), args.num_tokens]);
  },
  lower: ({ ops }, { args, inputs, outputTypes }) => {
    const [x] = inputs as readonly [Tensor];
    const encoded = ops.oneHot(x, args.num_tokens!);
    if (encoded.shape.length === outputTypes[0]!.shape.length + 1) return encoded;
    // The numbers of the last axis share one vector; for one_hot that axis has one entry.
    return args.output_mode === 'count' ? ops.sum(encoded, -2) : ops.reduceMax(encoded, -2);
  },
  indexRange: (args) => args.num_tokens ?? undefined,
});
