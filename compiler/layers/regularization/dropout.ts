import { argument } from '../../declarations/declare.ts';
import type { Size } from '../../shapes/size.ts';
import { defineLayer, shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { dropEntries, dropoutSeed, rate } from './base-dropout.ts';

export const dropout = defineLayer({
  name: 'Dropout',
  family: 'regularization',
  summary: 'Sets random entries to zero while training, so that no unit relies on one other.',
  example: 'x -> Dropout(0.5)',
  arguments: {
    rate,
    noise_shape: argument<readonly (number | null)[] | null>(
      { kind: 'list', of: { kind: 'integer', minimum: 1 }, nullableEntries: true },
      null,
      'Shape of the drawn mask, batch axis first: 1 shares one draw along an axis, none takes the whole size.',
    ),
    seed: dropoutSeed,
  },
  input: { dtype: 'float' },
  output: ({ args, inputs }) => {
    const rank = inputs[0]!.shape.length + 1;
    if (args.noise_shape === null || args.noise_shape.length === rank) return floats(inputs[0]!.shape);
    return shapeProblem(
      'KM2004',
      `\`noise_shape\` needs ${rank} sizes, the batch axis and one for each axis of {input}, but has ${args.noise_shape.length}.`,
      { argument: 'noise_shape' },
    );
  },
  lower: (context, { args, inputs }) => {
    const x = asFloat(context.ops, inputs[0]!);
    const shape = args.noise_shape?.map((size, axis): Size => size ?? x.shape[axis]!);
    return dropEntries(context, x, args.rate, args.seed, shape);
  },
  mask: 'pass',
});
