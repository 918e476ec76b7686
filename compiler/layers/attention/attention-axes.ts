import {
  shapeProblem,
  type LayerShapeCall,
  type LoweringContext,
  type ShapeProblem,
} from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import { sampleAxes } from '../../shapes/axes.ts';
import { multiplySizes, sizeProduct, sizesEqual, type Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';

/** The places among the axes of a sample over which attention runs; the others are like the batch. */
export interface AttentionPlaces {
  readonly attended: readonly number[];
  readonly free: readonly number[];
}

/** All axes but the last where none are named. */
export function placesOf({ shape }: TensorType, axes: readonly number[] | null): AttentionPlaces | undefined {
  const between = shape.slice(0, -1).map((_, place) => place);
  const attended = axes === null ? between : sampleAxes(axes, shape.length);
  if (!attended || attended.some((place) => !between.includes(place))) return undefined;
  return { attended, free: between.filter((place) => !attended.includes(place)) };
}

interface AxesArguments {
  readonly use_causal_mask: boolean;
  readonly sliding_window: number | null;
  readonly attention_axes: readonly number[] | null;
  readonly return_attention_scores: boolean;
}

/** Why inputs of more than one axis of steps cannot attend. */
export function axesProblem({
  args,
  inputs,
  tensorArguments,
}: Pick<LayerShapeCall<AxesArguments>, 'args' | 'inputs' | 'tensorArguments'>): ShapeProblem | undefined {
  const [query, ...others] = inputs as readonly [TensorType, ...TensorType[]];
  const places = placesOf(query, args.attention_axes);
  if (!places) {
    const message = `\`attention_axes\` of {layer} must name axes between the batch and the last of {input0}.`;
    return shapeProblem('KM2004', message, { argument: 'attention_axes' });
  }
  if (query.shape.length === 2 && places.free.length === 0) return undefined;
  const order = args.use_causal_mask
    ? 'use_causal_mask'
    : args.sliding_window === null
      ? undefined
      : 'sliding_window';
  if (order !== undefined && places.attended.join() !== '0')
    return shapeProblem(
      'KM2004',
      `{layer} knows an order of steps along axis 1 alone, and {input0} has more axes: \`${order}\` goes with \`attention_axes: [1]\`.`,
      { argument: order },
    );
  for (const [index, { shape }] of others.entries()) {
    const isAlike =
      shape.length === query.shape.length &&
      places.free.every((place) => sizesEqual(shape[place]!, query.shape[place]!));
    if (isAlike) continue;
    return shapeProblem(
      'KM3002',
      `{layer} needs the same axes, and the same sizes beside those that attend, but {input0} and {input${index + 1}} differ.`,
    );
  }
  const [mask] = Object.keys(tensorArguments);
  if (mask !== undefined)
    return shapeProblem(
      'KM2004',
      `{layer} takes \`${mask}\` for sequences alone, and {input0} has more axes.`,
      { argument: mask },
    );
  if (args.return_attention_scores)
    return shapeProblem(
      'KM2004',
      '{layer} gives its scores for sequences alone, and {input0} has more axes.',
      {
        argument: 'return_attention_scores',
      },
    );
  return undefined;
}

/** A tensor as sequences [batch · free axes, steps, features], the axes that attend in one. */
export function asSequences(
  { ops }: LoweringContext,
  x: Tensor,
  { attended, free }: AttentionPlaces,
): Tensor {
  const order = [0, ...free.map(behindBatch), ...attended.map(behindBatch), x.shape.length - 1];
  const moved = ops.transpose(x, order);
  const sizes = (places: readonly number[]): Size => sizeProduct(places.map((place) => x.shape[place + 1]!));
  return ops.reshape(moved, [multiplySizes(x.shape[0]!, sizes(free)), sizes(attended), x.shape.at(-1)!]);
}

/** The way back, for results as the query: its shape, with the last axis of the sequences. */
export function fromSequences(
  { ops }: LoweringContext,
  sequences: Tensor,
  query: Tensor,
  { attended, free }: AttentionPlaces,
): Tensor {
  const places = [0, ...free.map(behindBatch), ...attended.map(behindBatch), query.shape.length - 1];
  const features = sequences.shape.at(-1)!;
  const shape = places.map((place, index) => (index === places.length - 1 ? features : query.shape[place]!));
  const back = places.map((_, place) => places.indexOf(place));
  return ops.transpose(ops.reshape(sequences, shape), back);
}

const behindBatch = (place: number): number => place + 1;
