import { argument, boolean, orNone } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { ones, zeros } from '../../components/initializers/constant.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type LoweringContext } from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import { sampleAxes } from '../../shapes/axes.ts';
import { sizeProduct, sizeText } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats, weight } from '../shared/results.ts';
import { Moments } from './host/moments.ts';

const numberOrList = {
  kind: 'anyOf',
  of: [{ kind: 'number' }, { kind: 'list', of: { kind: 'number' }, minimumLength: 1 }],
} as const;

/** Keras's `epsilon()`: no deviation is taken for less. */
export const leastDeviation = 1e-7;

export interface NormalizationArguments {
  readonly axis: number | readonly number[] | null;
  readonly mean: number | readonly number[] | null;
  readonly variance: number | readonly number[] | null;
  readonly invert: boolean;
}

/** (x − mean) / deviation, with moments that are given or learned from the data. */
export const normalization = defineLayer({
  name: 'Normalization',
  family: 'preprocessing',
  summary: 'Shifts and scales numbers by the mean and variance of the training data.',
  example: 'x -> Normalization()',
  arguments: {
    axis: orNone(
      argument<number | readonly number[]>(
        { kind: 'anyOf', of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' } }] },
        -1,
        'Axes whose places have a mean and variance each; `none` has one for all.',
      ),
    ),
    mean: argument<number | readonly number[] | null>(
      numberOrList,
      null,
      'The mean, instead of the one of the data.',
    ),
    variance: argument<number | readonly number[] | null>(
      numberOrList,
      null,
      'The variance, instead of the one of the data.',
    ),
    invert: boolean(false, 'Goes back: multiplies by the deviation and adds the mean.'),
  },
  input: { description: 'numbers' },
  output: ({ args, inputs }) => {
    const [input] = inputs as readonly [TensorType];
    const places = keptAxes(args, input);
    if (!places) {
      return shapeProblem('KM2004', '`axis` names no axis of {input} but the batch.', { argument: 'axis' });
    }
    if ((args.mean === null) !== (args.variance === null)) {
      const missing = args.mean === null ? 'mean' : 'variance';
      return shapeProblem('KM2004', `\`${missing}\` is missing: mean and variance are given together.`);
    }
    if (lengthOf(args.mean) !== lengthOf(args.variance))
      return shapeProblem('KM2004', '`mean` and `variance` are both numbers, or lists of one length.', {
        argument: 'variance',
      });
    const shape = places.map((place) => input.shape[place]!);
    const open = shape.find((size) => typeof size !== 'number');
    if (open !== undefined && args.mean === null) {
      return shapeProblem(
        'KM3005',
        `{layer} has a mean and a variance for each of \`${sizeText(open)}\` places of {input}, which must be known.`,
        { help: '`axis: none` has one for all.', set: { argument: 'axis', text: 'none' } },
      );
    }
    for (const name of ['mean', 'variance'] as const) {
      const given = args[name];
      if (typeof given === 'number' || given === null) continue;
      const size = sizeProduct(shape);
      if (given.length === 1 || given.length === size) continue;
      const text = `\`${name}\` has ${given.length} numbers, but {input} has ${sizeText(size)} places for them.`;
      return shapeProblem('KM2004', text, { argument: name });
    }
    return floats(input.shape);
  },
  weights: ({ args, inputs }) => {
    if (args.mean !== null) return [];
    const shape = keptAxes(args, inputs[0]!)!.map((place) => inputs[0]!.shape[place] as number);
    return [
      { ...weight('mean', shape, withDefaults(zeros)), trainable: false },
      { ...weight('variance', shape, withDefaults(ones)), trainable: false },
    ];
  },
  // How many samples it has learned from.
  unread: ({ mean }) => (mean === null ? 1 : 0),
  lower: (context, { args, inputs, inputTypes }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    const places = keptAxes(args, inputTypes[0]!)!;
    const mean = moment(context, args.mean, 'mean', x, places);
    const variance = moment(context, args.variance, 'variance', x, places);
    const deviation = ops.maximum(ops.sqrt(variance), leastDeviation);
    return args.invert
      ? ops.add(mean, ops.multiply(x, deviation))
      : ops.divide(ops.subtract(x, mean), deviation);
  },
  mask: 'pass',
  adapt: {
    learns: ({ mean }) =>
      mean === null
        ? [
            { name: 'mean', kind: 'floats' },
            { name: 'variance', kind: 'floats' },
          ]
        : [],
    fitter: (args, inputs) => {
      const places = keptAxes(args, inputs[0]!)!;
      return new Moments(
        places,
        places.reduce((product, place) => product * (inputs[0]!.shape[place] as number), 1),
      );
    },
  },
});

function lengthOf(moments: number | readonly number[] | null): number | undefined {
  return typeof moments === 'number' ? undefined : moments?.length;
}

/** The axes of a sample that keep their places apart, ascending; undefined where one is none. */
export function keptAxes(
  { axis }: Pick<NormalizationArguments, 'axis'>,
  { shape }: TensorType,
): readonly number[] | undefined {
  if (axis === null || (shape.length === 0 && axis === -1)) return [];
  return sampleAxes(axis, shape.length);
}

/** A moment with an axis for each of the input's. */
function moment(
  { ops, weight: weightOf }: LoweringContext,
  given: number | readonly number[] | null,
  name: string,
  { shape }: Tensor,
  places: readonly number[],
): Tensor {
  const apart = shape.map((size, axis) => (places.includes(axis - 1) ? size : 1));
  if (given === null) return ops.reshape(weightOf(name), apart);
  const numbers = typeof given === 'number' ? [given] : given;
  if (numbers.length === 1) return ops.scalar(numbers[0]!);
  return ops.reshape(ops.constant(numbers, [numbers.length]), apart);
}
