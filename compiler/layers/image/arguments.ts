import {
  argument,
  integer,
  noneByDefault,
  option,
  requiredArgument,
  requiredInteger,
  type ArgumentDeclaration,
} from '../../declarations/declare.ts';

/** Arguments that layers of images share. */

/** A number, or the two ends of the range that one is drawn from. */
export type Factor = number | readonly number[];

/** The numbers that a factor may be. */
export type FactorBounds = readonly [low: number, high: number];

const factorType = ([minimum, maximum]: FactorBounds) =>
  ({
    kind: 'anyOf',
    of: [
      { kind: 'number', minimum, maximum },
      { kind: 'list', of: { kind: 'number', minimum, maximum }, minimumLength: 2, maximumLength: 2 },
    ],
  }) as const;

export const requiredFactor = (doc: string, bounds: FactorBounds): ArgumentDeclaration<Factor> =>
  requiredArgument<Factor>(factorType(bounds), doc);

export const factor = (value: Factor, doc: string, bounds: FactorBounds): ArgumentDeclaration<Factor> =>
  argument<Factor>(factorType(bounds), value, doc);

export const optionalFactor = (doc: string, bounds: FactorBounds): ArgumentDeclaration<Factor | null> =>
  argument<Factor | null>(factorType(bounds), null, doc);

/** What `value_range` holds. */
export type ValueRange = readonly number[];

export const valueRange = argument<ValueRange>(
  { kind: 'list', of: { kind: 'number' }, minimumLength: 2, maximumLength: 2 },
  [0, 255],
  'The least and the greatest value of a pixel.',
);

export const imageSeed = noneByDefault(
  requiredInteger('Makes the layer draw the same numbers in every run; none follows the training seed.', {
    minimum: 0,
  }),
);

export const interpolation = option(
  ['nearest', 'bilinear'],
  'bilinear',
  '`nearest` takes the closest pixel, `bilinear` draws straight lines between four.',
);

export const fillMode = option(
  ['reflect', 'wrap', 'constant', 'nearest'],
  'reflect',
  'What lies beyond the border: the image mirrored, repeated, `fill_value`, or its last pixels.',
);

export const fillValue: ArgumentDeclaration<number> = argument<number>(
  { kind: 'number' },
  0,
  'The pixels beyond the border where `fill_mode` is `constant`.',
);

export const heightArgument = requiredInteger('Height of the result in pixels.', { minimum: 1 });
export const widthArgument = requiredInteger('Width of the result in pixels.', { minimum: 1 });

export const positiveInteger = (value: number, doc: string): ArgumentDeclaration<number> =>
  integer(value, doc, { minimum: 1 });

/** The two ends of a range, the lower one first; one number reaches as far to both sides, within the bounds. */
export function rangeOf(value: Factor, [low]: FactorBounds): readonly [low: number, high: number] {
  if (typeof value !== 'number') return sortedRange(value);
  const reach = Math.abs(value);
  return [Math.max(-reach, low), reach];
}

/** Two numbers, the lower one first. */
export function sortedRange(value: readonly number[]): readonly [low: number, high: number] {
  return [Math.min(...value), Math.max(...value)];
}
