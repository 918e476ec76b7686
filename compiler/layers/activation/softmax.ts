import { argument } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { axesMessage, sampleAxes } from '../../shapes/axes.ts';
import { floats } from '../shared/results.ts';

/** What a masked entry is lowered by before the exponential. */
export const hidden = -1e9;

export const softmaxLayer = defineLayer({
  name: 'Softmax',
  family: 'activation',
  summary: 'Exponentials that add up to one along an axis.',
  example: 'x -> Softmax()',
  arguments: {
    axis: argument<number | readonly number[]>(
      {
        kind: 'anyOf',
        of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' }, minimumLength: 1 }],
      },
      -1,
      'The axis or axes whose entries belong together; 0 is the batch.',
    ),
  },
  tensorArguments: {
    mask: {
      doc: 'bool, the shape of the input: false entries get probability zero.',
      dtype: 'bool',
      shapes: ({ inputs }) => [inputs[0]!.shape],
      broadcasts: true,
    },
  },
  input: { dtype: 'float', rank: { minimum: 1 } },
  output: ({ args, inputs }) => {
    const { shape } = inputs[0]!;
    if (sampleAxes(args.axis, shape.length)) return floats(shape);
    return shapeProblem('KM2004', axesMessage('axis', args.axis, shape.length), { argument: 'axis' });
  },
  lower: ({ ops }, { args, inputs, tensorArguments }) => {
    const x = asFloat(ops, inputs[0]!);
    const mask = tensorArguments.mask?.[0];
    if (!mask) return softmaxOver(ops, x, args.axis);
    // Where an axis is masked as a whole, its exponentials are alike, and yet none of them counts.
    return ops.select(mask, softmaxOver(ops, ops.select(mask, x, hidden), args.axis), 0);
  },
  mask: 'pass',
  needsWholeMask: true,
});

/** Scores with a large number taken off where the mask is false. */
export function hideMasked(ops: Ops, scores: Tensor, mask: Tensor): Tensor {
  const off = ops.multiply(ops.subtract(1, ops.cast(mask, 'float32')), hidden);
  return ops.add(scores, off);
}

function softmaxOver(ops: Ops, x: Tensor, axis: number | readonly number[]): Tensor {
  if (typeof axis === 'number' || axis.length === 1)
    return ops.softmax(x, typeof axis === 'number' ? axis : axis[0]);
  const powers = ops.exp(ops.subtract(x, ops.reduceMax(x, axis, true)));
  return ops.divide(powers, ops.sum(powers, axis, true));
}
