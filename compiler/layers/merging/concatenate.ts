import { integer } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { addSizes, sizesEqual, type Size } from '../../shapes/size.ts';
import { mayBeEqual } from '../../shapes/may-be-equal.ts';
import type { TensorType } from '../../shapes/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type LayerShapeCall, type ShapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { sampleAxis } from '../../shapes/axes.ts';
import { betterKnown, listInputs, listSizes, sameSizesHelp } from './broadcast.ts';

export const concatenate = defineLayer({
  name: 'Concatenate',
  aliases: ['concatenate'],
  family: 'merging',
  summary: 'Puts its inputs one behind the other along an axis.',
  example: '[x, x] -> Concatenate()',
  arguments: { axis: integer(-1, 'The axis along which they are joined; 0 is the batch.') },
  input: { count: 'list', minimum: 1 },
  output: (call) => concatenatedType(call),
  lower: (context, { args, inputs, masks, outputTypes }) => {
    const { ops } = context;
    const mixed = outputTypes[0]!.dtype === 'float32';
    const tensors = mixed ? inputs.map((input) => asFloat(ops, input)) : inputs;
    if (masks.some((mask) => mask !== undefined))
      context.setMask(concatenatedMask(ops, tensors, masks, args.axis));
    return ops.concat(tensors, args.axis);
  },
  mask: 'combine',
});

function concatenatedType(call: LayerShapeCall<{ readonly axis: number }>): TensorType | ShapeProblem {
  const { args, inputs } = call;
  const rank = inputs[0]!.shape.length;
  const dtypes = [...new Set(inputs.map(({ dtype }) => (dtype === 'uint8' ? 'float32' : dtype)))];
  if (dtypes.length > 1)
    return shapeProblem('KM3006', `Concatenate needs one dtype, but ${listInputs(inputs)}.`);
  if (inputs.some(({ shape }) => shape.length !== rank)) {
    return shapeProblem('KM3003', `Concatenate needs inputs of one rank, but ${listInputs(inputs)}.`);
  }
  const joined = sampleAxis(args.axis, rank);
  if (joined === undefined) {
    return shapeProblem('KM2004', `Axis ${args.axis} is none of {input0}, which has axes 1 to ${rank}.`, {
      argument: 'axis',
    });
  }
  const shape: Size[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const sizes = inputs.map((input) => input.shape[axis]!);
    if (axis === joined) shape.push(addSizes(...sizes));
    else {
      const clash = sizes.some((size) => sizes.some((other) => !mayBeEqual(size, other)));
      if (clash) return unequalSizes(inputs, joined, axis, sizes);
      for (const size of sizes.slice(1)) if (!sizesEqual(size, sizes[0]!)) call.requireEqual(sizes[0]!, size);
      shape.push(sizes.reduce((best, size) => (betterKnown(size, best) ? size : best)));
    }
  }
  return { dtype: dtypes[0]!, shape };
}

function unequalSizes(
  inputs: readonly TensorType[],
  joined: number,
  axis: number,
  sizes: readonly Size[],
): ShapeProblem {
  const rank = inputs[0]!.shape.length;
  const but = joined === rank - 1 ? 'the last' : `axis ${joined + 1}`;
  return shapeProblem(
    'KM3003',
    `Concatenate needs equal sizes on every axis but ${but}, but ${listInputs(inputs)}: ` +
      `the sizes of axis ${axis + 1} are ${listSizes(sizes)}.`,
    { help: rank > 1 && axis < rank - 1 ? sameSizesHelp : undefined },
  );
}

/**
 * Keras's rule: masks widened to their inputs' shapes (all true where there is none), joined like the inputs;
 * an entry counts where any of its features does.
 */
function concatenatedMask(
  ops: Ops,
  inputs: readonly Tensor[],
  masks: readonly (Tensor | undefined)[],
  axis: number,
): Tensor {
  const wide = inputs.map((input, index) => {
    const mask = masks[index];
    if (!mask) return ops.fill(1, input.shape);
    const shape = input.shape.map((_, at): Size => mask.shape[at] ?? 1);
    return ops.expand(ops.reshape(ops.cast(mask, 'float32'), shape), input.shape);
  });
  return ops.greater(ops.reduceMax(ops.concat(wide, axis), -1), 0);
}
