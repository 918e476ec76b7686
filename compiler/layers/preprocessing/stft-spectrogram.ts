import { dataFormat } from '../../declarations/data-format.ts';
import { boolean, integer, noneByDefault, option, requiredInteger } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type ShapeProblem } from '../../declarations/define-layer.ts';
import {
  periodicArgument,
  scalingArgument,
  stft,
  windowArgument,
  type Window,
} from '../../components/initializers/stft.ts';
import { arctan2 } from '../../ops/arctan2.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { multiplySizes, type Size } from '../../shapes/size.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats, known, weight } from '../shared/results.ts';
import { windowAttributes, windowedSizes, windowProblem, type WindowGeometry } from '../shared/windows.ts';

interface FrameArguments {
  readonly frame_length: number;
  readonly frame_step: number | null;
  readonly fft_length: number | null;
  readonly window: Window;
  readonly padding: 'valid' | 'same';
}

type Mode = 'log' | 'magnitude' | 'psd' | 'real' | 'imag' | 'angle' | 'stft';

/** The smallest number that a root or a logarithm is taken of: Keras's epsilon. */
const epsilon = 1e-7;

/** Frames of a signal times the waves of a Fourier transform: a convolution whose kernels can go on learning. */
export const stftSpectrogram = defineLayer({
  name: 'STFTSpectrogram',
  family: 'preprocessing',
  summary: 'Turns a signal into what frequencies it holds in each frame (short-time Fourier transform).',
  example: 'x -> STFTSpectrogram(frame_length: 4, frame_step: 2)',
  arguments: {
    mode: option(
      ['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'],
      'log',
      'Which part is given; `psd` is the density of power, `stft` both the real and the imaginary part.',
    ),
    frame_length: integer(256, 'Samples in a frame.', { minimum: 1 }),
    frame_step: noneByDefault(
      requiredInteger('Samples from one frame to the next; none: half a frame.', { minimum: 1 }),
    ),
    fft_length: noneByDefault(
      requiredInteger('Length of the transform; none: the next power of two of a frame.', { minimum: 1 }),
    ),
    window: { ...windowArgument, nullable: true },
    periodic: periodicArgument,
    scaling: scalingArgument,
    padding: option(
      ['valid', 'same'],
      'valid',
      '`same` pads with zeros, so that the step alone shrinks the result.',
    ),
    expand_dims: boolean(false, 'Give the channels an axis of their own, as layers of images want them.'),
    data_format: dataFormat,
  },
  input: {
    rank: 2,
    dtype: 'float',
    knownAxes: [-1],
    description: 'a signal, float32[batch, time, channels]',
  },
  output: ({ args, inputs }) => {
    const [time, channels] = inputs[0]!.shape as readonly [Size, number];
    const geometry = geometryOf(args);
    const problem = frameProblem(args) ?? windowProblem([time], geometry, 'frame_length');
    if (problem) return problem;
    const [frames] = windowedSizes([time], geometry) as readonly [Size];
    const bins = binsOf(args) * (args.mode === 'stft' ? 2 : 1);
    return floats(args.expand_dims ? [frames, bins, channels] : [frames, channels * bins]);
  },
  weights: ({ args }) => {
    const { window, scaling, periodic } = args;
    const kernel = (side: 'real' | 'imag') =>
      weight(
        `${side}_kernel`,
        [args.frame_length, 1, binsOf(args)],
        withDefaults(stft, { side, window, scaling, periodic }),
      );
    return [
      ...(args.mode === 'imag' ? [] : [kernel('real')]),
      ...(args.mode === 'real' ? [] : [kernel('imag')]),
    ];
  },
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const signal = asFloat(ops, inputs[0]!);
    const [batch, time, channels] = signal.shape as readonly [Size, Size, number];
    // Every channel goes through the same kernels, as if it were a sample of its own.
    const alone = ops.reshape(ops.transpose(signal, [0, 2, 1]), [multiplySizes(batch, channels), time, 1]);
    const attributes = { ...windowAttributes([time], geometryOf(args)), groups: 1 };
    const part = (side: 'real' | 'imag'): Tensor =>
      ops.convolution(alone, context.weight(`${side}_kernel`), attributes);
    const spectrum = spectrumOf(ops, args.mode, part);
    const [, frames, bins] = spectrum.shape as readonly [Size, Size, number];
    const apart = ops.reshape(spectrum, [batch, channels, frames, bins]);
    if (args.expand_dims) return ops.transpose(apart, [0, 2, 3, 1]);
    return ops.reshape(ops.transpose(apart, [0, 2, 1, 3]), [batch, frames, channels * bins]);
  },
  multiplyAdds: ({ args, inputs }) => {
    const [time] = windowedSizes([inputs[0]!.shape[0]!], geometryOf(args)) as readonly [Size];
    const kernels = args.mode === 'real' || args.mode === 'imag' ? 1 : 2;
    return multiplySizes(time, known(inputs[0]!, -1) * kernels * args.frame_length * binsOf(args));
  },
});

function geometryOf({ frame_length: frame, frame_step: step, padding }: FrameArguments): WindowGeometry {
  return { window: [frame], strides: [step ?? Math.max(1, Math.floor(frame / 2))], dilations: [1], padding };
}

function binsOf({ fft_length: length, frame_length: frame }: FrameArguments): number {
  return Math.floor((length ?? 2 ** Math.ceil(Math.log2(frame))) / 2) + 1;
}

function frameProblem(args: FrameArguments): ShapeProblem | undefined {
  const { frame_length: frame, frame_step: step, fft_length: length, window } = args;
  const problem = (argument: string, message: string): ShapeProblem =>
    shapeProblem('KM2004', message, { argument });
  if (step !== null && step > frame) {
    return problem(
      'frame_step',
      `\`frame_step\` is ${step}: frames of ${frame} samples would leave samples out.`,
    );
  }
  if (length !== null && length < frame) {
    return problem('fft_length', `\`fft_length\` is ${length}, shorter than a frame of ${frame} samples.`);
  }
  if (length !== null && length % 2 === 1) {
    return problem(
      'fft_length',
      `\`fft_length\` is ${length}, but the waves of a frame need an even number.`,
    );
  }
  if (typeof window === 'string' || window === null || window.length === frame) return undefined;
  return problem('window', `\`window\` has ${window.length} numbers for frames of ${frame} samples.`);
}

/** What a mode gives of both parts, [batch · channels, frames, bins]. */
function spectrumOf(ops: Ops, mode: Mode, part: (side: 'real' | 'imag') => Tensor): Tensor {
  switch (mode) {
    case 'real':
    case 'imag':
      return part(mode);
    case 'stft':
      return ops.concat([part('real'), part('imag')], 2);
    case 'angle':
      return arctan2(ops, part('imag'), part('real'));
  }
  const power = ops.add(ops.square(part('real')), ops.square(part('imag')));
  if (mode === 'psd') return bothSides(ops, power);
  const magnitude = ops.sqrt(ops.maximum(power, epsilon));
  return mode === 'log' ? ops.log(ops.maximum(magnitude, epsilon)) : magnitude;
}

/** The power of a frequency and of the same one backwards: all but the first and the last occur twice. */
function bothSides(ops: Ops, power: Tensor): Tensor {
  const bins = power.shape[2] as number;
  const twice = Array.from({ length: bins }, (_, bin) => (bin === 0 || bin === bins - 1 ? 1 : 2));
  return ops.multiply(power, ops.constant(twice, [bins]));
}
