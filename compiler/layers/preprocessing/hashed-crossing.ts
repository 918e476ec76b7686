import { option, requiredInteger } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import type { Size } from '../../shapes/size.ts';
import { encode, encodedType } from './host/encode.ts';
import { fingerprint64, joinFingerprints } from './host/fingerprint.ts';
import { onTheHost } from './host/on-the-host.ts';

/** What TensorFlow begins a crossed hash with. */
const start = 0xdecafcaffen;

/** Combinations of categories in buckets: `[town, weekday]`. */
export const hashedCrossing = defineLayer({
  name: 'HashedCrossing',
  family: 'preprocessing',
  summary: 'Puts combinations of several categories into buckets by a hash.',
  example: '[x, x] -> HashedCrossing(64)',
  arguments: {
    num_bins: requiredInteger('How many buckets there are.', { minimum: 1 }),
    output_mode: option(['int', 'one_hot'], 'int', '`int`: a number; `one_hot`: a vector.'),
  },
  input: {
    count: 'list',
    minimum: 2,
    dtype: 'category',
    description: 'strings or whole numbers, one a sample',
  },
  output: ({ args, inputs }) => {
    const place = inputs.findIndex(({ shape }) => !isSingle(shape));
    if (place >= 0) {
      return shapeProblem(
        'KM3001',
        `{layer} takes one category a sample, but {input${place}} holds several.`,
      );
    }
    const isPlain = inputs.every(({ shape }) => shape.length === 0);
    return encodedType(args.output_mode, isPlain ? [] : [1], args.num_bins);
  },
  lower: onTheHost,
  host: {
    only: true,
    prepare: ({ num_bins: bins, output_mode: mode }) => {
      const known = new Map<string, bigint>();
      const feature = (token: string | number | undefined): bigint => {
        if (typeof token !== 'string') return BigInt.asUintN(64, BigInt(token ?? 0));
        let hash = known.get(token);
        if (hash === undefined) known.set(token, (hash = fingerprint64(token)));
        return hash;
      };
      return (inputs) => {
        const samples = inputs[0]!.data.length;
        const buckets = new Int32Array(samples);
        for (let sample = 0; sample < samples; sample++) {
          const hash = inputs.reduce((all, { data }) => joinFingerprints(all, feature(data[sample])), start);
          buckets[sample] = Number(hash % BigInt(bins));
        }
        const isPlain = inputs.every(({ shape }) => shape.length === 1);
        return encode(buckets, isPlain ? [samples] : [samples, 1], mode, bins);
      };
    },
  },
});

function isSingle(shape: readonly Size[]): boolean {
  return shape.length === 0 || (shape.length === 1 && shape[0] === 1);
}
