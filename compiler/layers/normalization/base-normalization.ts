import { argument, boolean, number } from '../../declarations/declare.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { ones, zeros } from '../../components/initializers/constant.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { isSymbolic, type Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import {
  shapeProblem,
  type LoweringContext,
  type ShapeProblem,
  type WeightSpecification,
} from '../../declarations/define-layer.ts';
import { axesMessage, sampleAxes, sampleAxis } from '../../shapes/axes.ts';
import { constraint, initializer, regularizer } from '../shared/component-arguments.ts';
import { floats, weight } from '../shared/results.ts';

/** What normalizations share: axes, scale and shift, mean and variance. */

export const axesArgument = argument<number | readonly number[]>(
  { kind: 'anyOf', of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' }, minimumLength: 1 }] },
  -1,
  'The axis or axes that are normalized; 0 is the batch.',
);

/** What is added to the variance, with Keras's default for the layer. */
export const epsilonArgument = (value: number) =>
  number(value, 'Keeps the denominator from being zero.', { minimum: 0 });

export const centerArgument = boolean(true, 'Add a learned shift, beta.');
export const scaleArgument = boolean(true, 'Multiply by a learned factor, gamma.');

export const shiftAndFactorInitializers = {
  beta_initializer: initializer('shift', withDefaults(zeros)),
  gamma_initializer: initializer('factor', withDefaults(ones)),
};

export const shiftAndFactorPenalties = {
  beta_regularizer: regularizer('shift'),
  gamma_regularizer: regularizer('factor'),
  beta_constraint: constraint('shift'),
  gamma_constraint: constraint('factor'),
};

export interface ShiftAndFactor {
  readonly center: boolean;
  readonly scale: boolean;
  readonly beta_initializer: ComponentValue<'initializer'> | null;
  readonly gamma_initializer: ComponentValue<'initializer'> | null;
  readonly beta_regularizer: ComponentValue<'regularizer'> | null;
  readonly gamma_regularizer: ComponentValue<'regularizer'> | null;
  readonly beta_constraint: ComponentValue<'constraint'> | null;
  readonly gamma_constraint: ComponentValue<'constraint'> | null;
}

/** gamma and beta of a shape, as far as the layer has them. */
export function shiftAndFactorWeights(
  args: ShiftAndFactor,
  shape: readonly number[],
): readonly WeightSpecification[] {
  return [
    ...(args.scale
      ? [weight('gamma', shape, args.gamma_initializer, args.gamma_regularizer, args.gamma_constraint)]
      : []),
    ...(args.center
      ? [weight('beta', shape, args.beta_initializer, args.beta_regularizer, args.beta_constraint)]
      : []),
  ];
}

/** The sample's places of the axes to normalize, all of known size, or the problem. */
export function normalizedAxes(
  input: TensorType,
  axis: number | readonly number[],
): readonly number[] | ShapeProblem {
  const rank = input.shape.length;
  const places = sampleAxes(axis, rank);
  if (!places) {
    return shapeProblem('KM2004', axesMessage('axis', axis, rank), { argument: 'axis' });
  }
  const unknown = places.find((place) => isSymbolic(input.shape[place]!));
  if (unknown === undefined) return places;
  return shapeProblem('KM3005', `{layer} needs to know axis ${unknown + 1} of {input} for its weights.`);
}

/** The input's own type in float32, or why its axes do not fit. */
export function normalizedType(
  input: TensorType,
  axis: number | readonly number[],
): TensorType | ShapeProblem {
  const places = normalizedAxes(input, axis);
  return 'problem' in places ? (places as ShapeProblem) : floats(input.shape);
}

/** Mean and population variance over axes, which stay with size 1. */
export function moments(
  ops: Ops,
  x: Tensor,
  axes: readonly number[],
): readonly [mean: Tensor, variance: Tensor] {
  const mean = ops.mean(x, axes, true);
  return [mean, ops.mean(ops.square(ops.subtract(x, mean)), axes, true)];
}

/**
 * The places of the axes as Keras lays out weights over them: it sorts the numbers as they are written, so that
 * negative ones come first (`[1, -1]` gives a weight of the last size by the first).
 */
export function weightPlaces(axis: number | readonly number[], rank: number): readonly number[] {
  const sorted = [axis].flat().sort((a, b) => a - b);
  return sorted.map((each) => sampleAxis(each, rank)!);
}

/**
 * A weight over some axes of a sample, reshaped so that it broadcasts to `x`: [batch, ...sample]. As in Keras, its
 * numbers stay in their order, whichever its axes have.
 */
export function broadcastWeight(ops: Ops, value: Tensor, x: Tensor, places: readonly number[]): Tensor {
  const rank = x.shape.length - 1;
  const first = rank - places.length;
  const fits = places.every(
    (place, index) => place === first + index && value.shape[index] === x.shape[place + 1],
  );
  if (fits) return value;
  const shape = Array.from({ length: rank }, (_, place): Size =>
    places.includes(place) ? x.shape[place + 1]! : 1,
  );
  return ops.reshape(value, shape);
}

/** (x − mean) / √(variance + epsilon) · gamma + beta. */
export function normalize(
  context: LoweringContext,
  x: Tensor,
  moments: readonly [mean: Tensor, variance: Tensor],
  args: { readonly epsilon: number; readonly center: boolean; readonly scale: boolean },
  places: readonly number[],
): Tensor {
  const { ops } = context;
  const laid = (name: string) => broadcastWeight(ops, context.weight(name), x, places);
  return normalized(ops, x, moments, args.epsilon, {
    gamma: args.scale ? laid('gamma') : undefined,
    beta: args.center ? laid('beta') : undefined,
  });
}

/** The same with tensors that broadcast to `x`, as far as there are a factor and a shift. */
export function normalized(
  ops: Ops,
  x: Tensor,
  [mean, variance]: readonly [mean: Tensor, variance: Tensor],
  epsilon: number,
  { gamma, beta }: { readonly gamma: Tensor | undefined; readonly beta: Tensor | undefined },
): Tensor {
  const inverse = ops.reciprocal(ops.sqrt(ops.add(variance, epsilon)));
  const factor = gamma ? ops.multiply(inverse, gamma) : inverse;
  const scaled = ops.multiply(ops.subtract(x, mean), factor);
  return beta ? ops.add(scaled, beta) : scaled;
}
