import { dataFormat } from '../../declarations/data-format.ts';
import { argument } from '../../declarations/declare.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { defineAugmentation } from './augmentation.ts';
import { factor, imageSeed, rangeOf, valueRange } from './arguments.ts';
import { drawBox } from './boxes.ts';
import { clipToRange } from './colors.ts';
import { drawChance, drawUniform, randomSite } from './random.ts';

const bounds = [0, 1] as const;
const numberType = { kind: 'number' } as const;

/** Zhong et al., arXiv:1708.04896. */
export const randomErasing = defineAugmentation({
  name: 'RandomErasing',
  summary: 'Covers a random part of random images while training.',
  example: 'x -> RandomErasing(0.5, fill_value: 0)',
  arguments: {
    factor: factor(
      1,
      'Chance of an image; a range of chances, of which one number is the upper end.',
      bounds,
    ),
    scale: factor(
      [0.02, 0.33],
      'Share of the image that is covered, from the first number to the second.',
      bounds,
    ),
    fill_value: argument<number | readonly number[] | null>(
      {
        kind: 'anyOf',
        of: [numberType, { kind: 'list', of: numberType, minimumLength: 3, maximumLength: 3 }],
      },
      null,
      'What covers it: one number or one for each of three channels; none is noise.',
    ),
    value_range: valueRange,
    seed: imageSeed,
    data_format: dataFormat,
  },
  problem: ({ fill_value: value }, { shape }) =>
    Array.isArray(value) && shape[2] !== 3
      ? shapeProblem(
          'KM2004',
          '`fill_value` of {layer} has three numbers, but {input} has not three channels.',
          {
            argument: 'fill_value',
          },
        )
      : undefined,
  augment: (context, images, args) => {
    const { ops } = context;
    const site = randomSite(context, args.seed);
    const scale = rangeOf(args.scale, bounds);
    const side = (): ReturnType<typeof ops.sqrt> =>
      ops.sqrt(drawUniform(site, [context.batch, 1, 1, 1], scale));
    const covers = drawBox(site, images, side(), side());
    const applies = drawChance(site, rangeOf(args.factor, bounds));
    const { fill_value: value, value_range: range } = args;
    const cover =
      value === null
        ? ops.multiply(ops.randomNormal(site.key(), images.shape), range[1]!)
        : typeof value === 'number'
          ? ops.scalar(value)
          : ops.constant(value, [3]);
    return ops.select(ops.and(covers, applies), clipToRange(ops, cover, range), images);
  },
});
