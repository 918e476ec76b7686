import {
  argument,
  boolean,
  integer,
  noneByDefault,
  number,
  requiredInteger,
  requiredNumber,
} from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type ShapeProblem } from '../../declarations/define-layer.ts';
import { windowValues } from '../../components/initializers/window-functions.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import {
  addSizes,
  floorDivide,
  maximumSize,
  multiplySizes,
  subtractSizes,
  type Size,
} from '../../shapes/size.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';

interface MelArguments {
  readonly fft_length: number;
  readonly sequence_stride: number;
  readonly sequence_length: number | null;
  readonly window: 'hann' | 'hamming' | readonly number[] | null;
  readonly sampling_rate: number;
  readonly num_mel_bins: number;
  readonly min_freq: number;
  readonly max_freq: number | null;
  readonly top_db: number;
  readonly min_power: number;
  readonly ref_power: number;
}

/** Whole numbers below 2^31 hold the product of a sample's place and a frequency. */
const longestTransform = 32_768;

/** How strongly each of the mel scale's bands sounds in each frame of a signal, in decibels or as it is. */
export const melSpectrogram = defineLayer({
  name: 'MelSpectrogram',
  family: 'preprocessing',
  summary: 'Turns a signal into the strength of each band of the mel scale, frame by frame.',
  differs:
    "The bands are computed in double precision: Keras's, in single precision, are off by up to 1e-5 at rates of a few hundred samples in a second.",
  example: 'x -> MelSpectrogram(fft_length: 16, sequence_stride: 8, num_mel_bins: 4)',
  arguments: {
    fft_length: integer(2048, 'Length of the Fourier transform.', { minimum: 2, maximum: longestTransform }),
    sequence_stride: integer(512, 'Samples from one frame to the next.', { minimum: 1 }),
    sequence_length: noneByDefault(
      requiredInteger('Samples in a frame; none: as long as the transform.', { minimum: 1 }),
    ),
    window: {
      ...argument<MelArguments['window']>(
        {
          kind: 'anyOf',
          of: [
            { kind: 'option', options: ['hann', 'hamming'] },
            { kind: 'list', of: { kind: 'number' }, minimumLength: 1 },
          ],
        },
        'hann',
        'How much each sample of a frame counts: `hann`, `hamming` or a number each; none counts all alike.',
      ),
      nullable: true,
    },
    sampling_rate: integer(16_000, 'Samples in a second.', { minimum: 1 }),
    num_mel_bins: integer(128, 'Number of bands.', { minimum: 1 }),
    min_freq: number(20, 'Where the lowest band begins, in hertz.', { minimum: 0 }),
    max_freq: noneByDefault(
      requiredNumber('Where the highest band ends, in hertz; none: half the samples of a second.', {
        above: 0,
      }),
    ),
    power_to_db: boolean(true, 'Give decibels.'),
    top_db: number(80, 'How many decibels below the loudest value of the batch are kept.', { minimum: 0 }),
    mag_exp: number(2, 'Exponent of the magnitude: 1 leaves it, 2 makes it power.', { above: 0 }),
    min_power: number(1e-10, 'The least power that decibels are taken of.', { above: 0 }),
    ref_power: number(1, 'The power that counts as 0 decibels.'),
  },
  input: { rank: 1, dtype: 'float', description: 'a signal, float32[batch, samples]' },
  output: ({ args, inputs }) =>
    melProblem(args) ?? floats([args.num_mel_bins, framesOf(args, inputs[0]!.shape[0]!)]),
  lower: ({ ops }, { args, inputs }) => {
    const power = framePower(ops, asFloat(ops, inputs[0]!), args);
    const magnitude = args.mag_exp === 2 ? power : ops.power(power, args.mag_exp / 2);
    const bands = ops.matmul(magnitude, ops.constant(melWeights(args), [binsOf(args), args.num_mel_bins]));
    return ops.transpose(args.power_to_db ? decibels(ops, bands, args) : bands, [0, 2, 1]);
  },
});

function binsOf({ fft_length: length }: MelArguments): number {
  return Math.floor(length / 2) + 1;
}

/** The signal has half a transform added at each end. */
function framesOf({ fft_length: length, sequence_stride: stride }: MelArguments, samples: Size): Size {
  const spare = addSizes(samples, 2 * Math.floor(length / 2) - length);
  return addSizes(floorDivide(spare, stride), 1);
}

function melProblem(args: MelArguments): ShapeProblem | undefined {
  const { fft_length: transform, sequence_length: frame, window } = args;
  const problem = (name: string, message: string): ShapeProblem =>
    shapeProblem('KM2004', message, { argument: name });
  if (frame !== null && frame > transform) {
    return problem(
      'sequence_length',
      `\`sequence_length\` is ${frame}, longer than a transform of ${transform}.`,
    );
  }
  const length = frame ?? transform;
  if (Array.isArray(window) && window.length !== length) {
    return problem('window', `\`window\` has ${window.length} numbers for frames of ${length} samples.`);
  }
  if (args.min_freq < highestOf(args)) return undefined;
  return problem(
    'min_freq',
    `\`min_freq\` is ${args.min_freq}, and the bands end at ${highestOf(args)} hertz.`,
  );
}

function highestOf({ max_freq: highest, sampling_rate: rate }: MelArguments): number {
  return highest ?? Math.floor(rate / 2);
}

/** The window in the middle of a transform's length; without one, all of it counts. */
function paddedWindow(args: MelArguments): { readonly values: readonly number[]; readonly before: number } {
  const { window, fft_length: transform } = args;
  if (window === null) return { values: Array<number>(transform).fill(1), before: 0 };
  const length = args.sequence_length ?? transform;
  const values = typeof window === 'string' ? [...windowValues(window, length, true)] : window;
  return { values, before: Math.floor((transform - length) / 2) };
}

/** The squared magnitude of each frequency in each frame, [batch, frames, bins]. */
function framePower(ops: Ops, signal: Tensor, args: MelArguments): Tensor {
  const { values, before } = paddedWindow(args);
  const { fft_length: transform, sequence_stride: stride } = args;
  const [batch, samples] = signal.shape as readonly [Size, Size];
  const reach = addSizes(multiplySizes(subtractSizes(framesOf(args, samples), 1), stride), values.length);
  const places = ops.add(ops.iota([reach], 0), before - Math.floor(transform / 2));
  const mirrored = ops.gather(signal, mirror(ops, places, samples), 1);
  // Place times frequency, modulo the length: the angle stays exact for long transforms.
  const shape = [values.length, 1, binsOf(args)];
  const turns = ops.modulo(ops.multiply(ops.add(ops.iota(shape, 0), before), ops.iota(shape, 2)), transform);
  const angle = ops.multiply(ops.cast(turns, 'float32'), (-2 * Math.PI) / transform);
  const window = ops.constant(values, [values.length, 1, 1]);
  const part = (wave: Tensor): Tensor =>
    ops.convolution(ops.reshape(mirrored, [batch, reach, 1]), ops.multiply(wave, window), {
      strides: [stride],
      dilations: [1],
      padding: [[0, 0]],
      groups: 1,
    });
  return ops.add(ops.square(part(ops.cos(angle))), ops.square(part(ops.sin(angle))));
}

/** Places beyond the ends of an axis as those of its mirror image, in which the ends occur once. */
function mirror(ops: Ops, places: Tensor, size: Size): Tensor {
  const turn = ops.size(maximumSize(multiplySizes(subtractSizes(size, 1), 2), 1), 'int32');
  const within = ops.modulo(places, turn);
  return ops.minimum(within, ops.subtract(turn, within));
}

/**
 * What of each frequency each band takes, [bins, bands] row by row: triangles on the mel scale of HTK,
 * 1127 · log(1 + f / 700), each from the middle of the band before to the middle of the one behind.
 */
function melWeights(args: MelArguments): readonly number[] {
  const mel = (hertz: number): number => 1127 * Math.log(1 + hertz / 700);
  const [low, high] = [mel(args.min_freq), mel(highestOf(args))];
  const step = (high - low) / (args.num_mel_bins + 1);
  const bins = binsOf(args);
  return Array.from({ length: bins * args.num_mel_bins }, (_, place) => {
    const bin = Math.floor(place / args.num_mel_bins);
    // The constant part of a signal belongs to no band.
    if (bin === 0) return 0;
    const at = mel((bin * args.sampling_rate) / 2 / (bins - 1));
    const start = low + (place % args.num_mel_bins) * step;
    return Math.max(0, Math.min((at - start) / step, (start + 2 * step - at) / step));
  });
}

/** 10 · log₁₀ of power over the reference, at most `top_db` below the greatest of the batch. */
function decibels(ops: Ops, bands: Tensor, args: MelArguments): Tensor {
  const reference = 10 * Math.log10(Math.max(Math.abs(args.ref_power), args.min_power));
  const logs = ops.multiply(ops.log(ops.maximum(bands, args.min_power)), 10 / Math.LN10);
  const levels = ops.subtract(logs, reference);
  return ops.maximum(levels, ops.subtract(ops.reduceMax(levels), args.top_db));
}
