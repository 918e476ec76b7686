import { argument } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { isSymbolic, type Size } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { axesMessage, sampleAxes } from '../../shapes/axes.ts';
import { constraint, regularizer, zerosInitializer } from '../shared/component-arguments.ts';
import { floats, weight } from '../shared/results.ts';

/** max(x, 0) + alpha · min(x, 0), alpha [...sample] with 1 on the shared axes. */
export const prelu = defineLayer({
  name: 'PReLU',
  family: 'activation',
  summary: 'Rectified linear unit whose slope for negative values is learned.',
  example: 'x -> PReLU()',
  arguments: {
    alpha_initializer: zerosInitializer('slopes'),
    alpha_regularizer: regularizer('slopes'),
    alpha_constraint: constraint('slopes'),
    shared_axes: argument<readonly number[] | null>(
      { kind: 'list', of: { kind: 'integer', minimum: 1 } },
      null,
      'Axes along which all entries share a slope, from 1 on: 0 is the batch.',
    ),
  },
  input: { dtype: 'float', rank: { minimum: 1 } },
  output: ({ args, inputs }) => {
    const { shape } = inputs[0]!;
    if (sampleAxes(args.shared_axes ?? [], shape.length) === undefined) {
      const message = axesMessage('shared_axes', args.shared_axes ?? [], shape.length);
      return shapeProblem('KM2004', message, { argument: 'shared_axes' });
    }
    const unknown = slopesShape(shape, args.shared_axes).findIndex(isSymbolic);
    if (unknown === -1) return floats(shape);
    return shapeProblem('KM3005', `{layer} needs to know axis ${unknown + 1} of {input} for its slopes.`, {
      help: `\`shared_axes: [${unknown + 1}]\` shares the slopes along it.`,
    });
  },
  weights: ({ args, inputs }) => [
    weight(
      'alpha',
      slopesShape(inputs[0]!.shape, args.shared_axes) as readonly number[],
      args.alpha_initializer,
      args.alpha_regularizer,
      args.alpha_constraint,
    ),
  ],
  lower: (context, { inputs }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    return withSlopes(ops, x, context.weight('alpha'));
  },
  mask: 'pass',
});

/** max(x, 0) + slopes · min(x, 0). */
export function withSlopes(ops: Ops, x: Tensor, slopes: Tensor): Tensor {
  return ops.subtract(ops.relu(x), ops.multiply(slopes, ops.relu(ops.negate(x))));
}

function slopesShape(shape: readonly Size[], shared: readonly number[] | null): readonly Size[] {
  const places = sampleAxes(shared ?? [], shape.length) ?? [];
  return shape.map((size, axis) => (places.includes(axis) ? 1 : size));
}
