import {
  keptAxes,
  leastDeviation,
  type NormalizationArguments,
} from '../../../layers/preprocessing/normalization.ts';
import type { TfjsValue } from '../types.ts';
import { rescaling, type Composition } from './stage.ts';

/*
 * tfjs's Rescaling is x · scale + offset, and both may be lists that broadcast. It has no weights and learns nothing,
 * so that a model which holds it trains in tfjs as it does here.
 */

/** `Rescaling` with numbers for each channel. */
export const composedRescaling: Composition = ({ layer }) => [
  rescaling(layer.args.scale as TfjsValue, layer.args.offset as TfjsValue),
];

/** `Normalization`: the mean goes before the division, since a scaled one would round away small differences. */
export const composedNormalization: Composition = ({ layer, input, learned }) => {
  const args = layer.args as unknown as NormalizationArguments;
  const places = keptAxes(args, input)!;
  const apart = input.shape.map((size, axis) => (places.includes(axis) ? (size as number) : 1));
  const mean = momentOf(args.mean, () => learned('mean'));
  const deviation = momentOf(args.variance, () => learned('variance')).map((variance) =>
    Math.max(Math.fround(Math.sqrt(Math.fround(variance))), leastDeviation),
  );
  if (args.invert) return [rescaling(nested(deviation, apart), nested(mean, apart))];
  const negative = mean.map((value) => -value);
  const factors = deviation.map((value) => 1 / value);
  return [rescaling(1, nested(negative, apart)), rescaling(nested(factors, apart), 0)];
};

function momentOf(
  given: number | readonly number[] | null,
  learned: () => ArrayLike<number>,
): readonly number[] {
  if (given === null) return Array.from(learned());
  return typeof given === 'number' ? [given] : given;
}

/** Numbers as lists in lists of a shape, without the axes of one place that lead; one number where all is one. */
function nested(numbers: readonly number[], shape: readonly number[]): TfjsValue {
  if (numbers.length === 1) return numbers[0]!;
  const first = shape.findIndex((size) => size > 1);
  const build = ([size = 1, ...rest]: readonly number[], from: readonly number[]): TfjsValue => {
    const share = from.length / size;
    const parts = Array.from({ length: size }, (_, at) => from.slice(at * share, (at + 1) * share));
    return parts.map((part) => (rest.length === 0 ? part[0]! : build(rest, part)));
  };
  return build(shape.slice(first), numbers);
}
