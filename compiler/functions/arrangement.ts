import { concatenate as concatenateLayer } from '../layers/merging/concatenate.ts';
import { integer, requiredArgument, requiredInteger } from '../declarations/declare.ts';
import { isShapeProblem, shapeProblem } from '../declarations/define-layer.ts';
import type { Tensor } from '../ops/types.ts';
import { addSizes, isSymbolic, multiplySizes, sizeText, type Size } from '../shapes/size.ts';
import { tensorTypeText } from '../shapes/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { commonDType, only, placesOf } from './types.ts';

const sizes = (doc: string) =>
  requiredArgument<readonly number[]>({ kind: 'list', of: { kind: 'integer' } }, doc);

const lists = (doc: string) =>
  requiredArgument<readonly (readonly number[])[]>(
    {
      kind: 'list',
      of: { kind: 'list', of: { kind: 'integer', minimum: 0 }, minimumLength: 2, maximumLength: 2 },
    },
    doc,
  );

/** Functions that put entries in other places. */
export const arrangement: readonly TensorFunction[] = [
  defineFunction({
    name: 'concatenate',
    class: 'Concatenate',
    summary: 'Tensors one behind the other along an axis.',
    example: 'concatenate([x, x], axis: -1)',
    operands: { xs: 'list' },
    arguments: { axis: integer(0, 'The axis along which they are joined; 0 is the batch.') },
    output: (types, args, call) => {
      const places = placesOf('concatenate', args.axis, only(types));
      if ('problem' in places) return places;
      const result = concatenateLayer.output({ ...call, args });
      if (isShapeProblem(result))
        return { ...result, message: result.message.replace(/^Concatenate/, '`concatenate`') };
      return result;
    },
    lower: ({ ops }, operands, args) => {
      const dtype = commonDType(operands as readonly Tensor[]);
      const tensors = operands.map((x) => ((x as Tensor).dtype === dtype ? x : ops.cast(x as Tensor, dtype)));
      return ops.concat(tensors as readonly Tensor[], args.axis);
    },
  }),
  defineFunction({
    name: 'stack',
    class: 'Stack',
    summary: 'Tensors of one shape along a new axis.',
    example: 'stack([x, x], axis: 1)',
    operands: { x: 'list' },
    arguments: { axis: integer(0, 'The place of the new axis; 0 is the batch.') },
    output: (types, args, call) => {
      const [first, ...others] = call.inputs;
      const different = others.find((type) => type.shape.length !== first!.shape.length);
      if (different) {
        return shapeProblem(
          'KM3003',
          `\`stack\` needs tensors of one shape, but {input0} is ${tensorTypeText(first!)} and another is ${tensorTypeText(different)}.`,
        );
      }
      for (const type of others)
        type.shape.forEach((size, axis) => call.requireEqual(first!.shape[axis]!, size));
      const wide = { ...first!, shape: [...first!.shape, 1] };
      const places = placesOf('stack', args.axis, wide);
      if ('problem' in places) return places;
      return { dtype: commonDType(types), shape: first!.shape.toSpliced(places[0]!, 0, call.inputs.length) };
    },
    lower: ({ ops }, operands, args, { inputs }) => {
      const places = placesOf('stack', args.axis, { ...inputs[0]!, shape: [...inputs[0]!.shape, 1] });
      return ops.stack(operands as readonly Tensor[], (places as readonly number[])[0]! + 1);
    },
  }),
  defineFunction({
    name: 'reshape',
    class: 'Reshape',
    summary: 'The same entries in another shape; −1 is what is left.',
    example: 'reshape(x, [8, 4])',
    operands: { x: 'tensor' },
    arguments: { newshape: sizes('The sizes without the batch axis; one may be −1.') },
    output: (types, args) => {
      const shape = reshaped(only(types).shape, args.newshape);
      if (shape) return { dtype: only(types).dtype, shape };
      return shapeProblem(
        'KM3002',
        `{input} is ${tensorTypeText(only(types))}, which does not fit the shape [${args.newshape.join(', ')}].`,
        {
          argument: 'newshape',
        },
      );
    },
    lower: ({ ops, batch }, operands, _, { outputs }) =>
      ops.reshape(operands[0] as Tensor, [batch, ...outputs[0]!.shape]),
  }),
  defineFunction({
    name: 'transpose',
    class: 'Transpose',
    summary: 'The axes in another order.',
    example: 'transpose(x, axes: [0, 2, 1])',
    operands: { x: 'tensor' },
    arguments: { axes: sizes('The axes in their new order, the batch axis 0 first.') },
    output: (types, args) => {
      const { dtype, shape } = only(types);
      const order = [...args.axes].sort((a, b) => a - b);
      if (args.axes[0] === 0 && order.length === shape.length + 1 && order.every((axis, at) => axis === at))
        return { dtype, shape: args.axes.slice(1).map((axis) => shape[axis - 1]!) };
      return shapeProblem(
        'KM2004',
        `\`axes\` of \`transpose\` names each axis of {input} once, 0 to ${shape.length}, the batch axis 0 first.`,
        {
          argument: 'axes',
        },
      );
    },
    lower: ({ ops }, operands, args) => ops.transpose(operands[0] as Tensor, args.axes),
  }),
  defineFunction({
    name: 'expand_dims',
    class: 'ExpandDims',
    summary: 'A new axis of size 1.',
    example: 'expand_dims(x, -1)',
    operands: { x: 'tensor' },
    arguments: { axis: requiredInteger('The place of the new axis; 0 is the batch.') },
    output: (types, args) => {
      const { dtype, shape } = only(types);
      const places = placesOf('expand_dims', args.axis, { dtype, shape: [...shape, 1] });
      return 'problem' in places ? places : { dtype, shape: shape.toSpliced(places[0]!, 0, 1) };
    },
    lower: ({ ops, batch }, operands, _, { outputs }) =>
      ops.reshape(operands[0] as Tensor, [batch, ...outputs[0]!.shape]),
  }),
  defineFunction({
    name: 'squeeze',
    class: 'Squeeze',
    summary: 'Takes an axis of size 1 away.',
    example: 'squeeze(expand_dims(x, -1), axis: -1)',
    operands: { x: 'tensor' },
    arguments: { axis: requiredInteger('The axis; 0 is the batch.') },
    output: (types, args) => {
      const { dtype, shape } = only(types);
      const places = placesOf('squeeze', args.axis, only(types));
      if ('problem' in places) return places;
      const size = shape[places[0]!]!;
      if (size === 1) return { dtype, shape: shape.toSpliced(places[0]!, 1) };
      return shapeProblem(
        'KM3002',
        `\`squeeze\` takes an axis of size 1 away, but axis ${places[0]! + 1} of {input} has ${sizeText(size)}.`,
        {
          argument: 'axis',
        },
      );
    },
    lower: ({ ops, batch }, operands, _, { outputs }) =>
      ops.reshape(operands[0] as Tensor, [batch, ...outputs[0]!.shape]),
  }),
  defineFunction({
    name: 'flip',
    class: 'Flip',
    summary: 'The entries of an axis in the other order.',
    example: 'flip(x, axis: 1)',
    operands: { x: 'tensor' },
    arguments: { axis: requiredInteger('The axis; 0 is the batch.') },
    output: (types, args) => {
      const places = placesOf('flip', args.axis, only(types));
      return 'problem' in places ? places : only(types);
    },
    lower: ({ ops }, operands, args) => ops.reverse(operands[0] as Tensor, args.axis),
  }),
  defineFunction({
    name: 'pad',
    class: 'Pad',
    summary: 'Zeros in front of and behind axes.',
    example: 'pad(x, [[1, 1], [0, 0]])',
    operands: { x: 'tensor' },
    arguments: { pad_width: lists('[in front, behind] for each axis but the batch.') },
    output: (types, args) => {
      const { dtype, shape } = only(types);
      if (args.pad_width.length !== shape.length) {
        return shapeProblem(
          'KM2004',
          `\`pad_width\` needs a pair for each of the ${shape.length} axes of {input}, but has ${args.pad_width.length}.`,
          {
            argument: 'pad_width',
          },
        );
      }
      return { dtype, shape: shape.map((size, axis) => addSizes(size, ...args.pad_width[axis]!)) };
    },
    lower: ({ ops }, operands, args) =>
      ops.pad(
        operands[0] as Tensor,
        [0, ...args.pad_width.map((pair) => pair[0]!)],
        [0, ...args.pad_width.map((pair) => pair[1]!)],
      ),
  }),
  defineFunction({
    name: 'one_hot',
    class: 'OneHot',
    summary: 'Each whole number as a vector with a one in its place.',
    example: 'one_hot(argmax(x, axis: -1), 8)',
    operands: { x: 'tensor' },
    arguments: { num_classes: requiredInteger('Length of the vectors.', { minimum: 1 }) },
    output: (types, args) => {
      const { dtype, shape } = only(types);
      if (dtype !== 'float32' && dtype !== 'bool')
        return { dtype: 'float32', shape: [...shape, args.num_classes] };
      return shapeProblem(
        'KM3006',
        `\`one_hot\` takes whole numbers, but {input} is ${tensorTypeText(only(types))}.`,
      );
    },
    lower: ({ ops }, operands, args) => ops.oneHot(operands[0] as Tensor, args.num_classes),
  }),
];

/** The sizes after `reshape`, with −1 worked out; undefined where they do not fit. */
function reshaped(shape: readonly Size[], wanted: readonly number[]): readonly Size[] | undefined {
  const known = shape.reduce<number>((product, size) => product * (isSymbolic(size) ? 1 : size), 1);
  const symbols = shape.filter(isSymbolic);
  const given = wanted.reduce((product, size) => product * (size === -1 ? 1 : size), 1);
  const open = wanted.filter((size) => size === -1).length;
  if (open > 1 || wanted.some((size) => size < -1 || size === 0) || known % given !== 0) return undefined;
  if (open === 0) return symbols.length === 0 && known === given ? wanted : undefined;
  const rest = multiplySizes(known / given, ...symbols);
  return wanted.map((size) => (size === -1 ? rest : size));
}

/** One entry of the first axis of a sample: what `x[-1]` reads. */
export const getItem: TensorFunction = defineFunction({
  name: 'get_item',
  class: 'GetItem',
  summary: 'One entry of the first axis.',
  example: 'x[-1]',
  operands: { x: 'tensor' },
  arguments: { index: requiredInteger('Its place; negative ones count from the end.') },
  output: (types, args) => {
    const { dtype, shape } = only(types);
    const [first, ...rest] = shape;
    if (first === undefined)
      return shapeProblem(
        'KM3001',
        '{input} is one number for each sample: it has no entries to choose from.',
      );
    const least = args.index < 0 ? -args.index : args.index + 1;
    if (!isSymbolic(first) && first < least)
      return shapeProblem('KM2004', `{input} has ${first} entries: ${args.index} is none of them.`, {
        argument: 'index',
      });
    return { dtype, shape: rest };
  },
  lower: ({ ops, batch }, operands, args, { inputs, outputs }) => {
    const x = operands[0] as Tensor;
    const [first] = inputs[0]!.shape as readonly [Size];
    const start = args.index < 0 ? addSizes(first, args.index) : args.index;
    return ops.reshape(ops.sliceAxis(x, 1, start, 1), [batch, ...outputs[0]!.shape]);
  },
});
