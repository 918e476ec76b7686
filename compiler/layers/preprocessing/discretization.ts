import {
  noneByDefault,
  number,
  option,
  requiredArgument,
  requiredInteger,
} from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { zeros } from '../../components/initializers/constant.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type LoweringContext } from '../../declarations/define-layer.ts';
import type { FittedState, HostEntries } from '../../declarations/adaptation.ts';
import type { Tensor } from '../../ops/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { weight } from '../shared/results.ts';
import { encode, encodedType } from './host/encode.ts';
import { binBoundaries, summaryRanks } from './host/quantiles.ts';
import { RankSearch } from './host/ranks.ts';

interface DiscretizationArguments {
  readonly bin_boundaries: readonly number[] | null;
  readonly num_bins: number | null;
  readonly epsilon: number;
}

/** The number of the bin that each number falls into. */
export const discretization = defineLayer({
  name: 'Discretization',
  penalty: 'none',
  family: 'preprocessing',
  summary: 'Turns numbers into the numbers of the bins that they fall into, or into vectors.',
  differs:
    'Vectors of inputs with three axes join the numbers of the last one, as the shape says that Keras states; Keras joins those of the first one behind the batch.',
  example: 'x -> Discretization(num_bins: 8)',
  arguments: {
    bin_boundaries: noneByDefault(
      requiredArgument<readonly number[]>(
        { kind: 'list', of: { kind: 'number' }, minimumLength: 1 },
        'Where one bin ends and the next one begins, ascending.',
      ),
    ),
    num_bins: noneByDefault(
      requiredInteger('How many bins of about equal counts are made of the data.', { minimum: 2 }),
    ),
    epsilon: number(0.01, 'The share by which the counts may differ.', { above: 0, maximum: 1 }),
    output_mode: option(
      ['int', 'one_hot', 'multi_hot', 'count'],
      'int',
      '`int`: numbers; `one_hot`: a vector for each; `multi_hot`, `count`: one vector for all of the last axis.',
    ),
  },
  input: { description: 'numbers' },
  output: ({ args, inputs }) => {
    const { bin_boundaries: boundaries, num_bins: bins } = args;
    if (boundaries === null && bins === null) {
      return shapeProblem('KM2004', '{layer} needs `num_bins` or `bin_boundaries`.', {
        set: { argument: 'num_bins', text: '10' },
      });
    }
    if (boundaries !== null && bins !== null) {
      return shapeProblem('KM2004', '`num_bins` is for bins of the data, but `bin_boundaries` gives them.', {
        argument: 'num_bins',
      });
    }
    if (boundaries?.some((each, index) => index > 0 && each <= boundaries[index - 1]!)) {
      return shapeProblem('KM2004', '`bin_boundaries` must ascend.', { argument: 'bin_boundaries' });
    }
    return encodedType(args.output_mode, inputs[0]!.shape, binsOf(args));
  },
  weights: ({ args }) =>
    args.num_bins === null
      ? []
      : [
          {
            ...weight('bin_boundaries', [args.num_bins - 1], withDefaults(zeros)),
            trainable: false,
          },
        ],
  lower: (context, { args, inputs, outputTypes }) => {
    const { ops } = context;
    const bins = binNumbers(context, asFloat(ops, inputs[0]!), args);
    if (args.output_mode === 'int') return bins;
    const encoded = ops.oneHot(bins, binsOf(args));
    if (encoded.shape.length === outputTypes[0]!.shape.length + 1) return encoded;
    return args.output_mode === 'count' ? ops.sum(encoded, -2) : ops.reduceMax(encoded, -2);
  },
  adapt: {
    learns: ({ num_bins: bins }) => (bins === null ? [] : [{ name: 'bin_boundaries', kind: 'floats' }]),
    fitter: ({ num_bins: bins, epsilon }) => {
      let total = 0;
      const search = new RankSearch('float32', (count) => summaryRanks((total = count), epsilon));
      return {
        add: ({ data }: HostEntries) => {
          for (let index = 0; index < data.length; index++) search.add(Number(data[index]));
        },
        again: () => search.next(),
        finish: () => {
          if (total === 0) throw new Error('the data hold no numbers to learn from');
          return { bin_boundaries: binBoundaries(search.finish(), total, bins!, epsilon) };
        },
      };
    },
  },
  host: {
    only: false,
    prepare: (args, state) => {
      const boundaries = boundariesOf(args, state);
      return ([entries]) => {
        const { shape, data } = entries!;
        const numbers = Int32Array.from(data as ArrayLike<number>, (value) => binOf(value, boundaries));
        return encode(numbers, shape, args.output_mode, binsOf(args));
      };
    },
  },
});

function binsOf({ bin_boundaries: boundaries, num_bins: bins }: DiscretizationArguments): number {
  return bins ?? boundaries!.length + 1;
}

function boundariesOf(args: DiscretizationArguments, state: FittedState): ArrayLike<number> {
  if (args.bin_boundaries) return Float32Array.from(args.bin_boundaries);
  return (state.bin_boundaries as Float32Array | undefined) ?? [];
}

/** How many boundaries a number has reached. */
function binOf(value: number, boundaries: ArrayLike<number>): number {
  let [low, high] = [0, boundaries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value >= boundaries[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}

function binNumbers(
  { ops, weight: weightOf }: LoweringContext,
  x: Tensor,
  args: DiscretizationArguments,
): Tensor {
  const { bin_boundaries: given } = args;
  const boundaries = given ? ops.constant(given, [given.length]) : weightOf('bin_boundaries');
  const apart = ops.reshape(x, [...x.shape, 1]);
  return ops.sum(ops.cast(ops.greaterEqual(apart, boundaries), 'int32'), -1);
}
