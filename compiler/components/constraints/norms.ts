import { argument, number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineConstraint } from '../../declarations/define.ts';
import { epsilon } from '../losses/entries.ts';

const axis = argument<number | readonly number[]>(
  {
    kind: 'anyOf',
    of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' }, minimumLength: 1 }],
  },
  0,
  'Axis or axes along which lengths are measured.',
);

/** Axes of weights have no batch: they count from 0. */
function axesMisfit(
  shape: readonly number[],
  args: { readonly axis: number | readonly number[] },
): string | undefined {
  const axes = typeof args.axis === 'number' ? [args.axis] : args.axis;
  const missing = axes.find((axis) => axis < -shape.length || axis >= shape.length);
  return missing === undefined ? undefined : `measures along axis ${missing}`;
}

/** √(Σ w²) along the axes, which stay with size 1. */
function lengths(ops: Ops, weight: Tensor, axes: number | readonly number[]): Tensor {
  return ops.sqrt(ops.sum(ops.square(weight), axes, true));
}

export const nonNeg = defineConstraint({
  name: 'NonNeg',
  aliases: ['non_neg'],
  summary: 'No value below zero.',
  arguments: {},
  lower: (ops, weight) => ops.relu(weight),
});

export const maxNorm = defineConstraint({
  name: 'MaxNorm',
  aliases: ['max_norm'],
  summary: 'No vector longer than a limit.',
  misfit: axesMisfit,
  arguments: { max_value: number(2, 'The limit.', { minimum: 0 }), axis },
  lower: (ops, weight, args) => {
    const length = lengths(ops, weight, args.axis);
    return ops.multiply(weight, ops.divide(ops.clip(length, 0, args.max_value), ops.add(length, epsilon)));
  },
});

export const minMaxNorm = defineConstraint({
  name: 'MinMaxNorm',
  aliases: ['min_max_norm'],
  summary: 'Every vector’s length between two limits.',
  misfit: axesMisfit,
  arguments: {
    min_value: number(0, 'The lower limit.', { minimum: 0 }),
    max_value: number(1, 'The upper limit.', { minimum: 0 }),
    rate: number(1, 'How much of the way is gone at each step.', { minimum: 0, maximum: 1 }),
    axis,
  },
  problem: (args) =>
    args.min_value > args.max_value
      ? {
          argument: 'min_value',
          message: `\`min_value\`, ${args.min_value}, is greater than \`max_value\`, ${args.max_value}.`,
        }
      : undefined,
  lower: (ops, weight, args) => {
    const length = lengths(ops, weight, args.axis);
    const wanted = ops.add(
      ops.multiply(ops.clip(length, args.min_value, args.max_value), args.rate),
      ops.multiply(length, 1 - args.rate),
    );
    return ops.multiply(weight, ops.divide(wanted, ops.add(length, epsilon)));
  },
});

export const unitNorm = defineConstraint({
  name: 'UnitNorm',
  aliases: ['unit_norm'],
  summary: 'Every vector of length one.',
  misfit: axesMisfit,
  arguments: { axis },
  lower: (ops, weight, args) => ops.divide(weight, ops.add(lengths(ops, weight, args.axis), epsilon)),
});
