import {
  argument,
  integer,
  noneByDefault,
  requiredArgument,
  requiredInteger,
  requiredSizes,
} from '../declarations/declare.ts';
import { shapeProblem } from '../declarations/define-layer.ts';
import type { Tensor } from '../ops/types.ts';
import { addSizes, sizesEqual, sizeText, type Size } from '../shapes/size.ts';
import { isBatched, tensorTypeText, type TensorType } from '../shapes/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { reshapedSizes } from './reshaped-sizes.ts';
import { commonDType, fits, isPlaces, leadOf, only, placesOf } from './types.ts';

const lists = (doc: string) =>
  requiredArgument<readonly (readonly number[])[]>(
    {
      kind: 'list',
      of: { kind: 'list', of: { kind: 'integer', minimum: 0 }, minimumLength: 2, maximumLength: 2 },
    },
    doc,
  );

/** A type with one more axis, for places of a new one. */
const wider = (type: TensorType): TensorType => ({ ...type, shape: [...type.shape, 1] });

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
      const tensors = types as readonly TensorType[];
      const first = tensors[0]!;
      const places = placesOf('concatenate', args.axis, first, call.batch);
      if (!isPlaces(places)) return places;
      const [place] = places as readonly [number];
      const sizes = [...first.shape];
      for (const other of tensors.slice(1)) {
        const agrees =
          other.shape.length === first.shape.length &&
          other.shape.every((size, axis) => axis === place || fits(size, first.shape[axis]!));
        if (!agrees) {
          return shapeProblem(
            'KM3003',
            `\`concatenate\` needs equal sizes but along axis ${place}, but {input0} is ${tensorTypeText(first)} and another is ${tensorTypeText(other)}.`,
          );
        }
        other.shape.forEach((size, axis) => {
          if (axis !== place && !sizesEqual(size, first.shape[axis]!))
            call.requireEqual(first.shape[axis]!, size);
        });
        sizes[place] = addSizes(sizes[place]!, other.shape[place]!);
      }
      return { dtype: commonDType(tensors), shape: sizes };
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
      const [first, ...others] = types as readonly [TensorType, ...TensorType[]];
      const different = others.find(
        ({ shape }) =>
          shape.length !== first.shape.length || !shape.every((size, axis) => fits(size, first.shape[axis]!)),
      );
      if (different) {
        return shapeProblem(
          'KM3003',
          `\`stack\` needs tensors of one shape, but {input0} is ${tensorTypeText(first)} and another is ${tensorTypeText(different)}.`,
        );
      }
      for (const type of others)
        type.shape.forEach((size, axis) => {
          if (!sizesEqual(size, first.shape[axis]!)) call.requireEqual(first.shape[axis]!, size);
        });
      const places = placesOf('stack', args.axis, wider(first), call.batch, 'new');
      if (!isPlaces(places)) return places;
      return { dtype: commonDType(types), shape: first.shape.toSpliced(places[0]!, 0, types.length) };
    },
    lower: ({ ops }, operands, args, { operands: types, batch }) => {
      const places = placesOf('stack', args.axis, wider(only(types)), batch, 'new') as readonly number[];
      const dtype = commonDType(types);
      const tensors = operands.map((x) => ((x as Tensor).dtype === dtype ? x : ops.cast(x as Tensor, dtype)));
      return ops.stack(tensors as readonly Tensor[], places[0]!);
    },
  }),
  defineFunction({
    name: 'reshape',
    class: 'Reshape',
    summary: 'The same entries in another shape; −1 is what is left.',
    example: 'reshape(x, [8, 4])',
    operands: { x: 'tensor' },
    arguments: { newshape: requiredSizes('The sizes without the batch axis; one may be −1.') },
    output: (types, args, call) => {
      const type = only(types);
      const lead = leadOf(type);
      const shape = reshapedSizes(type.shape.slice(lead), args.newshape, call);
      if (shape) return { dtype: type.dtype, shape: [...type.shape.slice(0, lead), ...shape] };
      return shapeProblem(
        'KM3002',
        `{input} is ${tensorTypeText(type)}, which does not fit the shape [${args.newshape.map(sizeText).join(', ')}].`,
        { argument: 'newshape' },
      );
    },
    lower: ({ ops }, operands, _, { outputs }) => ops.reshape(operands[0] as Tensor, outputs[0]!.shape),
  }),
  defineFunction({
    name: 'transpose',
    class: 'Transpose',
    summary: 'The axes in another order.',
    example: 'transpose(x, axes: [0, 2, 1])',
    operands: { x: 'tensor' },
    arguments: {
      axes: argument<readonly number[] | null>(
        { kind: 'list', of: { kind: 'integer' } },
        null,
        'The axes in their new order, the batch axis 0 first; none turns them around.',
      ),
    },
    output: (types, args, call) => {
      const type = only(types);
      const axes = orderOf(args.axes, type);
      const stays = call.batch === 'free' || !isBatched(type) || axes?.[0] === 0;
      if (axes && stays) return { dtype: type.dtype, shape: axes.map((axis) => type.shape[axis]!) };
      const rest = Array.from({ length: type.shape.length - 1 }, (_, place) => type.shape.length - 1 - place);
      return shapeProblem(
        'KM2004',
        isBatched(type)
          ? `\`axes\` of \`transpose\` names each axis of {input} once, 0 to ${type.shape.length - 1}, the batch axis 0 first.`
          : `\`axes\` of \`transpose\` names each axis of {input} once, 0 to ${type.shape.length - 1}.`,
        {
          argument: 'axes',
          help: isBatched(type) ? `for example \`axes: [${[0, ...rest].join(', ')}]\`.` : undefined,
        },
      );
    },
    lower: ({ ops }, operands, args, { operands: types }) =>
      ops.transpose(operands[0] as Tensor, orderOf(args.axes, only(types))!),
  }),
  defineFunction({
    name: 'swapaxes',
    class: 'Swapaxes',
    summary: 'Two axes in each other’s place.',
    example: 'swapaxes(x, 1, 2)',
    operands: { x: 'tensor' },
    arguments: {
      axis1: requiredInteger('One axis; 0 is the batch.'),
      axis2: requiredInteger('The other axis.'),
    },
    output: (types, args, call) => {
      const type = only(types);
      const axes = placesInOrder('swapaxes', [args.axis1, args.axis2], type, call.batch);
      if (!isPlaces(axes)) return axes;
      return { dtype: type.dtype, shape: swapped(type.shape.length, axes).map((axis) => type.shape[axis]!) };
    },
    lower: ({ ops }, operands, args, { operands: types, batch }) => {
      const axes = placesInOrder('swapaxes', [args.axis1, args.axis2], only(types), batch);
      const x = operands[0] as Tensor;
      return ops.transpose(x, swapped(x.shape.length, axes as readonly number[]));
    },
  }),
  defineFunction({
    name: 'moveaxis',
    class: 'Moveaxis',
    summary: 'Axes at other places, the others in their order.',
    example: 'moveaxis(x, 1, -1)',
    operands: { x: 'tensor' },
    arguments: {
      source: requiredArgument<number | readonly number[]>(
        { kind: 'anyOf', of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' } }] },
        'The axis or axes; 0 is the batch.',
      ),
      destination: requiredArgument<number | readonly number[]>(
        { kind: 'anyOf', of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' } }] },
        'Their new places.',
      ),
    },
    output: (types, args, call) => {
      const type = only(types);
      const order = moved(type, args, call.batch);
      return isPlaces(order) ? { dtype: type.dtype, shape: order.map((axis) => type.shape[axis]!) } : order;
    },
    lower: ({ ops }, operands, args, { operands: types, batch }) =>
      ops.transpose(operands[0] as Tensor, moved(only(types), args, batch) as readonly number[]),
  }),
  defineFunction({
    name: 'expand_dims',
    class: 'ExpandDims',
    summary: 'A new axis of size 1.',
    example: 'expand_dims(x, -1)',
    operands: { x: 'tensor' },
    arguments: { axis: requiredInteger('The place of the new axis; 0 is the batch.') },
    output: (types, args, call) => {
      const { dtype, shape } = only(types);
      const places = placesOf('expand_dims', args.axis, wider(only(types)), call.batch, 'new');
      return isPlaces(places) ? { dtype, shape: shape.toSpliced(places[0]!, 0, 1) } : places;
    },
    lower: ({ ops }, operands, _, { outputs }) => ops.reshape(operands[0] as Tensor, outputs[0]!.shape),
  }),
  defineFunction({
    name: 'squeeze',
    class: 'Squeeze',
    summary: 'Takes axes of size 1 away.',
    example: 'squeeze(expand_dims(x, -1), axis: -1)',
    operands: { x: 'tensor' },
    arguments: { axis: noneByDefault(requiredInteger('The axis; 0 is the batch. None: each of size 1.')) },
    output: (types, args, call) => {
      const { dtype, shape } = only(types);
      if (args.axis === null) return { dtype, shape: shape.filter((size) => size !== 1) };
      const places = placesOf('squeeze', args.axis, only(types), call.batch);
      if (!isPlaces(places)) return places;
      const size = shape[places[0]!]!;
      if (size === 1) return { dtype, shape: shape.toSpliced(places[0]!, 1) };
      return shapeProblem(
        'KM3002',
        `\`squeeze\` takes an axis of size 1 away, but axis ${places[0]!} of {input} has ${sizeText(size)}.`,
        { argument: 'axis' },
      );
    },
    lower: ({ ops }, operands, _, { outputs }) => ops.reshape(operands[0] as Tensor, outputs[0]!.shape),
  }),
  defineFunction({
    name: 'flip',
    class: 'Flip',
    summary: 'The entries of an axis in the other order.',
    example: 'flip(x, axis: 1)',
    operands: { x: 'tensor' },
    arguments: {
      axis: argument<number | readonly number[] | null>(
        { kind: 'anyOf', of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' } }] },
        null,
        'The axis or axes; 0 is the batch.',
      ),
    },
    output: (types, args, call) => {
      const places = placesOf('flip', args.axis, only(types), call.batch, 'several');
      return isPlaces(places) ? only(types) : places;
    },
    lower: ({ ops }, operands, args, { operands: types, batch }) =>
      ops.reverse(
        operands[0] as Tensor,
        placesOf('flip', args.axis, only(types), batch) as readonly number[],
      ),
  }),
  defineFunction({
    name: 'pad',
    class: 'Pad',
    summary: 'Zeros, or another number, in front of and behind axes.',
    example: 'pad(x, [[1, 1], [0, 0]])',
    operands: { x: 'tensor' },
    arguments: {
      pad_width: lists('[in front, behind] for each axis but the batch.'),
      mode: argument<'constant'>({ kind: 'option', options: ['constant'] }, 'constant', 'What stands there.'),
      constant_values: argument<number | null>({ kind: 'number' }, null, 'The number; none is 0.'),
    },
    output: (types, args) => {
      const type = only(types);
      const lead = leadOf(type);
      const own = type.shape.slice(lead);
      if (args.pad_width.length !== own.length) {
        return shapeProblem(
          'KM2004',
          `\`pad_width\` needs a pair for each of the ${own.length} axes of {input}, but has ${args.pad_width.length}.`,
          { argument: 'pad_width' },
        );
      }
      const padded = own.map((size, axis) => addSizes(size, ...args.pad_width[axis]!));
      return { dtype: type.dtype, shape: [...type.shape.slice(0, lead), ...padded] };
    },
    lower: ({ ops }, operands, args, { operands: types }) => {
      const lead = Array<number>(leadOf(only(types))).fill(0);
      return ops.pad(
        operands[0] as Tensor,
        [...lead, ...args.pad_width.map((pair) => pair[0]!)],
        [...lead, ...args.pad_width.map((pair) => pair[1]!)],
        { value: args.constant_values ?? 0 },
      );
    },
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

/** Every axis once, counted from 0; without a list, from the last to the first. */
function orderOf(axes: readonly number[] | null, { shape }: TensorType): readonly number[] | undefined {
  const rank = shape.length;
  if (axes === null) return Array.from({ length: rank }, (_, place) => rank - 1 - place);
  const places = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  const sorted = [...places].sort((a, b) => a - b);
  return sorted.length === rank && sorted.every((axis, place) => axis === place) ? places : undefined;
}

/** Axes in the order in which they are named; one may be named twice. */
function placesInOrder(
  name: string,
  axes: readonly number[],
  type: TensorType,
  batch: Parameters<typeof placesOf>[3],
): ReturnType<typeof placesOf> {
  const found: number[] = [];
  for (const axis of axes) {
    const places = placesOf(name, axis, type, batch);
    if (!isPlaces(places)) return { ...places, argument: undefined };
    found.push(places[0]!);
  }
  return found;
}

function swapped(rank: number, [a, b]: readonly number[]): readonly number[] {
  return Array.from({ length: rank }, (_, axis) => (axis === a ? b! : axis === b ? a! : axis));
}

function moved(
  type: TensorType,
  args: { readonly source: number | readonly number[]; readonly destination: number | readonly number[] },
  batch: Parameters<typeof placesOf>[3],
): ReturnType<typeof placesOf> {
  const listed = (axes: number | readonly number[]): readonly number[] =>
    typeof axes === 'number' ? [axes] : axes;
  const from = placesInOrder('moveaxis', listed(args.source), type, batch);
  const to = placesInOrder('moveaxis', listed(args.destination), type, batch);
  if (!isPlaces(from)) return from;
  if (!isPlaces(to)) return to;
  if (from.length !== to.length)
    return shapeProblem('KM2004', '`source` and `destination` of `moveaxis` need as many axes.', {
      argument: 'destination',
    });
  const rest = type.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis));
  return type.shape.map((_: Size, place): number => {
    const index = to.indexOf(place);
    return (index < 0 ? rest.shift() : from[index]) ?? 0;
  });
}
