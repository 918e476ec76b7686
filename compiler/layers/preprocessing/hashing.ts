import { argument, option, requiredInteger } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { encode, encodedType } from './host/encode.ts';
import { hashInto } from './host/hash.ts';
import { saltArgument } from './host/lookup-arguments.ts';
import { onTheHost } from './host/on-the-host.ts';

/** Strings or whole numbers in buckets, without a vocabulary. */
export const hashing = defineLayer({
  name: 'Hashing',
  family: 'preprocessing',
  summary: 'Puts strings or whole numbers into buckets by a hash, without a vocabulary.',
  example: 'x -> Hashing(64)',
  arguments: {
    num_bins: requiredInteger('How many buckets there are.', { minimum: 1 }),
    mask_value: argument<string | number | null>(
      { kind: 'anyOf', of: [{ kind: 'string' }, { kind: 'integer' }] },
      null,
      'What stands for padding: it has bucket 0 for itself.',
    ),
    salt: saltArgument,
    output_mode: option(
      ['int', 'one_hot', 'multi_hot', 'count'],
      'int',
      '`int`: numbers; `one_hot`: a vector for each; `multi_hot`, `count`: one vector for all of the last axis.',
    ),
  },
  input: { dtype: 'category', description: 'strings or whole numbers' },
  output: ({ args, inputs }) => encodedType(args.output_mode, inputs[0]!.shape, args.num_bins),
  lower: onTheHost,
  host: {
    only: true,
    prepare: ({ num_bins: bins, mask_value: mask, salt, output_mode: mode }) => {
      // The mask has a bucket for itself, unless there is only one.
      const first = mask !== null && bins > 1 ? 1 : 0;
      const bucketOf = hashInto(bins - first, salt);
      return ([entries]) => {
        const { shape, data } = entries!;
        const buckets = Int32Array.from(data as ArrayLike<string | number>, (token) =>
          token === mask ? 0 : first + bucketOf(token),
        );
        return encode(buckets, shape, mode, bins);
      };
    },
  },
});
