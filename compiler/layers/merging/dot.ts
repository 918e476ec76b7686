import { boolean, requiredArgument } from '../../declarations/declare.ts';
import { unitLength } from '../../components/losses/entries.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { multiplySizes, sizeProduct, sizeText, type Size } from '../../shapes/size.ts';
import { mayBeEqual } from '../../shapes/may-be-equal.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { sampleAxis } from '../../shapes/axes.ts';
import { floats } from '../shared/results.ts';
import { listInputs } from './broadcast.ts';

/** Sums over the products along one axis of each input; what is left of the first stands before the second's. */
export const dot = defineLayer({
  name: 'Dot',
  aliases: ['dot'],
  family: 'merging',
  summary: 'Scalar products of two inputs along one axis of each.',
  example: '[x, x] -> Dot(1)',
  arguments: {
    axes: requiredArgument<number | readonly number[]>(
      {
        kind: 'anyOf',
        of: [
          { kind: 'integer' },
          { kind: 'list', of: { kind: 'integer' }, minimumLength: 2, maximumLength: 2 },
        ],
      },
      'The axis, or one for each input; 0 is the batch.',
    ),
    normalize: boolean(false, 'Scale to length one along the axes first: the result is the cosine.'),
  },
  input: { count: 2, dtype: 'float', rank: { minimum: 1 } },
  output: ({ args, inputs, requireEqual }) => {
    const axes = bothAxes(args.axes).map((axis, index) => sampleAxis(axis, inputs[index]!.shape.length));
    const [left, right] = axes;
    if (left === undefined || right === undefined) {
      const at = left === undefined ? 0 : 1;
      const rank = inputs[at]!.shape.length;
      return shapeProblem(
        'KM2004',
        `Axis ${bothAxes(args.axes)[at]} is none of {input${at}}, which has axes 1 to ${rank}.`,
        { argument: 'axes' },
      );
    }
    const [a, b] = [inputs[0]!.shape[left]!, inputs[1]!.shape[right]!];
    if (!mayBeEqual(a, b)) {
      return shapeProblem(
        'KM3003',
        `Dot needs axes of equal size, but ${listInputs(inputs)}: the sizes are ${sizeText(a)} and ${sizeText(b)}.`,
        { argument: 'axes' },
      );
    }
    requireEqual(a, b);
    const rest = [without(inputs[0]!.shape, left), without(inputs[1]!.shape, right)].flat();
    return floats(rest.length === 0 ? [1] : rest);
  },
  lower: (context, { args, inputs, outputTypes }) => {
    const { ops } = context;
    const [a, b] = inputs.map((input, index) => {
      const axis = bothAxes(args.axes)[index]!;
      const x = asFloat(ops, input);
      return axisLast(ops, args.normalize ? unitLength(ops, x, axis) : x, axis, context.batch);
    });
    const products = ops.matmul(a!, b!, { transposeB: true });
    return ops.reshape(products, [context.batch, ...outputTypes[0]!.shape]);
  },
  multiplyAdds: ({ args, inputs }, [output]) => {
    const axis = sampleAxis(bothAxes(args.axes)[0], inputs[0]!.shape.length)!;
    return multiplySizes(sizeProduct(output!.shape), inputs[0]!.shape[axis]!);
  },
});

function bothAxes(axes: number | readonly number[]): readonly [number, number] {
  return typeof axes === 'number' ? [axes, axes] : [axes[0]!, axes[1]!];
}

function without(shape: readonly Size[], axis: number): readonly Size[] {
  return shape.filter((_, index) => index !== axis);
}

/** [batch, everything else, axis]. */
function axisLast(ops: Ops, x: Tensor, axis: number, batch: Size): Tensor {
  const rank = x.shape.length;
  const place = axis < 0 ? axis + rank : axis;
  const others = x.shape.map((_, index) => index).filter((index) => index !== place);
  const moved = place === rank - 1 ? x : ops.transpose(x, [...others, place]);
  return ops.reshape(moved, [batch, sizeProduct(moved.shape.slice(1, -1)), moved.shape.at(-1)!]);
}
