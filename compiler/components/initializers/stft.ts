import { argument, boolean, option } from '../../declarations/declare.ts';
import { defineInitializer } from '../../declarations/define.ts';
import { windowNames, windowValues, type WindowName } from './window-functions.ts';

/** A window by name or by its values; none weighs all samples alike. */
export type Window = WindowName | readonly number[] | null;

export const windowArgument = argument<Window>(
  {
    kind: 'anyOf',
    of: [
      { kind: 'option', options: windowNames },
      { kind: 'list', of: { kind: 'number' }, minimumLength: 1 },
    ],
  },
  'hann',
  'How much each sample of a frame counts: a window by name, or a number for each sample; none counts all alike.',
);

export const periodicArgument = boolean(false, 'Take the form of the window that repeats without a seam.');

export const scalingArgument = {
  ...argument<'density' | 'spectrum' | null>(
    { kind: 'option', options: ['density', 'spectrum'] },
    'density',
    '`density` divides the window by its norm, `spectrum` by the sum of its magnitudes; none leaves it.',
  ),
  nullable: true,
};

export const stft = defineInitializer({
  name: 'STFT',
  aliases: ['STFTInitializer', 'stft'],
  summary: 'The waves of a Fourier transform, as kernels of a convolution [frame, 1, frequencies].',
  arguments: {
    side: option(['real', 'imag'], 'real', 'The real part (cosines) or the imaginary one (sines).'),
    window: { ...windowArgument, nullable: true },
    scaling: scalingArgument,
    periodic: periodicArgument,
  },
  misfit: (shape, { window }) => {
    if (shape.length !== 3) return 'is for kernels of three axes, [frame, 1, frequencies]';
    if (!Array.isArray(window) || window.length === shape[0]) return undefined;
    return `has a window of ${window.length} samples, which must be as many as a frame has`;
  },
  sample: ([frame, channels, frequencies], { side, window, scaling, periodic }) => {
    const weights = scaledWindow(window, frame!, periodic, scaling);
    const length = (frequencies! - 1) * 2;
    const wave = side === 'real' ? Math.cos : Math.sin;
    const values = new Float32Array(frame! * channels! * frequencies!);
    values.forEach((_, place) => {
      const frequency = place % frequencies!;
      const time = Math.floor(place / (channels! * frequencies!));
      values[place] = wave((-2 * Math.PI * time * frequency) / length) * weights[time]!;
    });
    return values;
  },
});

/** Values of a window for a frame, divided by their norm (`density`) or the sum of their magnitudes (`spectrum`). */
function scaledWindow(
  window: Window,
  length: number,
  periodic: boolean,
  scaling: 'density' | 'spectrum' | null,
): Float64Array {
  if (window === null) return new Float64Array(length).fill(1);
  const values =
    typeof window === 'string' ? windowValues(window, length, periodic) : Float64Array.from(window);
  const measure = (sum: number, value: number): number =>
    sum + (scaling === 'density' ? value * value : Math.abs(value));
  const total = values.reduce(measure, 0);
  const divisor = scaling === 'density' ? Math.sqrt(total) : scaling === 'spectrum' ? total : 1;
  return values.map((value) => value / divisor);
}
