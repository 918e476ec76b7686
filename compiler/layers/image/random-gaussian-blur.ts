import { dataFormat } from '../../declarations/data-format.ts';
import { argument } from '../../declarations/declare.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { defineAugmentation } from './augmentation.ts';
import { factor, imageSeed, rangeOf, valueRange } from './arguments.ts';
import { clipToRange } from './colors.ts';
import { bell, bellWindow, filterChannels } from './filter.ts';
import { drawChance, drawUniform, randomSite } from './random.ts';

const bounds = [0, 1] as const;

const size = { kind: 'integer', minimum: 1 } as const;

/** Columns and rows of a window. */
function sizesOf(value: number | readonly number[]): readonly [columns: number, rows: number] {
  return typeof value === 'number' ? [value, value] : [value[0]!, value[1]!];
}

/** All images of a batch are blurred alike. */
export const randomGaussianBlur = defineAugmentation({
  name: 'RandomGaussianBlur',
  summary: 'Blurs random images while training.',
  example: 'x -> RandomGaussianBlur(0.5, kernel_size: 5)',
  arguments: {
    factor: factor(
      1,
      'Chance of an image; a range of chances, of which one number is the upper end.',
      bounds,
    ),
    kernel_size: argument<number | readonly number[]>(
      { kind: 'anyOf', of: [size, { kind: 'list', of: size, minimumLength: 2, maximumLength: 2 }] },
      3,
      'Size of the window, an odd number, or one for its width and one for its height.',
    ),
    sigma: factor(1, 'Width of the blur, drawn from a range, of which one number is the upper end.', bounds),
    value_range: valueRange,
    data_format: dataFormat,
    seed: imageSeed,
  },
  problem: ({ kernel_size: sizes }) =>
    sizesOf(sizes).some((each) => each % 2 === 0)
      ? shapeProblem('KM2004', '`kernel_size` of {layer} must be odd, so that the window has a middle.', {
          argument: 'kernel_size',
        })
      : undefined,
  augment: (context, images, args) => {
    const { ops } = context;
    const site = randomSite(context, args.seed);
    const applies = drawChance(site, rangeOf(args.factor, bounds));
    const sigma = ops.add(drawUniform(site, [2], rangeOf(args.sigma, bounds)), 1e-6);
    const [columns, rows] = sizesOf(args.kernel_size);
    const window = bellWindow(
      ops,
      bell(ops, rows, ops.sliceAxis(sigma, 0, 1, 1)),
      bell(ops, columns, ops.sliceAxis(sigma, 0, 0, 1)),
    );
    const blurred = ops.select(applies, filterChannels(ops, images, window), images);
    return clipToRange(ops, blurred, args.value_range);
  },
});
