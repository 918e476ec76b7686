import { integer } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';

/**
 * Vaswani et al., section 3.5, as in keras_hub: features 2i and 2i + 1 are sine and cosine of
 * position / max_wavelength^(2i / features).
 */
export const sinePositionEncoding = defineLayer({
  name: 'SinePositionEncoding',
  family: 'attention',
  summary: 'Gives fixed waves that tell the positions of a sequence apart, to be added to its steps.',
  example: 'x -> SinePositionEncoding()',
  arguments: { max_wavelength: integer(10_000, 'The longest wave, up to a factor of 2π.', { minimum: 1 }) },
  input: {
    rank: 2,
    dtype: 'float',
    knownAxes: [-1],
    description: 'a sequence, float32[batch, time, features]',
  },
  output: ({ inputs }) => floats(inputs[0]!.shape),
  lower: ({ ops }, { args, inputs }) => {
    const x = asFloat(ops, inputs[0]!);
    const [, time, features] = x.shape;
    const places = Array.from({ length: features as number }, (_, index) => index);
    const pair = (index: number) => index - (index % 2);
    const row = (values: readonly number[]) => ops.constant(values, [1, places.length]);
    const speeds = row(places.map((index) => args.max_wavelength ** (-pair(index) / places.length)));
    const angles = ops.multiply(ops.cast(ops.iota([time!, 1], 0), 'float32'), speeds);
    const isCosine = row(places.map((index) => index % 2));
    const waves = ops.add(
      ops.multiply(ops.sin(angles), ops.subtract(1, isCosine)),
      ops.multiply(ops.cos(angles), isCosine),
    );
    return ops.expand(ops.expandDims(waves, 0), x.shape);
  },
  mask: 'pass',
});
