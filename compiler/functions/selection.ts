import {
  argument,
  boolean,
  integer,
  noneByDefault,
  requiredArgument,
  requiredInteger,
} from '../declarations/declare.ts';
import { shapeProblem, type ShapeProblem } from '../declarations/define-layer.ts';
import type { Ops } from '../ops/builder.ts';
import type { Tensor } from '../ops/types.ts';
import { isSymbolic, multiplySizes, sizeProduct, sizeText, type Size } from '../shapes/size.ts';
import { isBatched, isFloat, tensorTypeText, type TensorType } from '../shapes/types.ts';
import {
  defineFunction,
  type FunctionCall,
  type OperandType,
  type TensorFunction,
} from './define-function.ts';
import { partsOf, tiling } from './split-parts.ts';
import { fits, isPlaces, leadOf, only, placesOf } from './types.ts';

const oneAxis = (doc: string) => noneByDefault(requiredInteger(doc));

/** The sizes of an axis must be known for an order of its entries. */
function knownSize(name: string, type: TensorType, place: number): number | ShapeProblem {
  const size = type.shape[place]!;
  if (!isSymbolic(size)) return size;
  return shapeProblem(
    'KM3005',
    `\`${name}\` needs to know how many entries axis ${place} of {input} has, but it is ${sizeText(size)}.`,
  );
}

/** Entries of an axis by falling size, and where they stood. */
function sorted(ops: Ops, x: Tensor, place: number, rising: boolean): readonly [Tensor, Tensor] {
  const rank = x.shape.length;
  const order = Array.from({ length: rank }, (_, axis) =>
    axis === place ? rank - 1 : axis === rank - 1 ? place : axis,
  );
  const atEnd = ops.transpose(ops.cast(x, 'float32'), order);
  const [values, places] = ops.topK(rising ? ops.negate(atEnd) : atEnd, atEnd.shape.at(-1) as number);
  const found = rising ? ops.negate(values) : values;
  const back = ops.transpose(found, order);
  return [x.dtype === 'float32' ? back : ops.cast(back, x.dtype), ops.transpose(places, order)];
}

/** Functions that choose entries, and put them in order. */
export const selection: readonly TensorFunction[] = [
  defineFunction({
    name: 'take',
    class: 'Take',
    summary: 'The entries of an axis at whole-number places.',
    example: 'take(x, [0, 2], axis: 1)',
    operands: { x: 'tensor', indices: 'tensor' },
    arguments: { axis: oneAxis('The axis; 0 is the batch. None: the places count all entries.') },
    output: (types, { axis }, call) => {
      const [x, indices] = types as readonly [TensorType, TensorType];
      const wrong = indicesProblem('take', indices);
      if (wrong) return wrong;
      const places = placesOf('take', axis, x, call.batch);
      if (!isPlaces(places)) return places;
      const outside = outsideProblem(x, axis === null ? undefined : places[0], call);
      if (outside) return outside;
      if (axis === null) return { dtype: x.dtype, shape: indices.shape };
      if (call.batch === 'kept' && isBatched(x) && isBatched(indices))
        return shapeProblem(
          'KM2004',
          '`take` takes the same places of every sample, but {input1} differs from sample to sample.',
          { help: '`take_along_axis` takes places of each sample.' },
        );
      return { dtype: x.dtype, shape: x.shape.toSpliced(places[0]!, 1, ...indices.shape) };
    },
    lower: ({ ops }, operands, { axis }, { operands: types, batch }) => {
      const [x, indices] = operands as readonly [Tensor, Tensor];
      const places = placesOf('take', axis, only(types), batch) as readonly number[];
      const whole = axis === null ? ops.reshape(x, [sizeProduct(x.shape)]) : x;
      const place = axis === null ? 0 : places[0]!;
      return ops.gather(whole, fromEnd(ops, indices, whole.shape[place]!), place);
    },
  }),
  defineFunction({
    name: 'take_along_axis',
    class: 'TakeAlongAxis',
    summary: 'For each place of another tensor, the entry of the axis that it names.',
    example: 'take_along_axis(x, argsort(x, axis: -1), axis: -1)',
    operands: { x: 'tensor', indices: 'tensor' },
    arguments: { axis: oneAxis('The axis; 0 is the batch.') },
    output: (types, { axis }, call) => {
      const [x, indices] = types as readonly [TensorType, TensorType];
      const wrong = indicesProblem('take_along_axis', indices);
      if (wrong) return wrong;
      const places = placesOf('take_along_axis', axis, x, call.batch);
      if (!isPlaces(places)) return places;
      const outside = outsideProblem(x, axis === null ? undefined : places[0], call);
      if (outside) return outside;
      if (axis === null) return { dtype: x.dtype, shape: [sizeProduct(indices.shape)] };
      const agrees =
        indices.shape.length === x.shape.length &&
        indices.shape.every((size, at) => at === places[0] || fits(size, x.shape[at]!));
      if (!agrees)
        return shapeProblem(
          'KM3003',
          `\`take_along_axis\` needs equal sizes but along its axis, but {input0} is ${tensorTypeText(x)} and {input1} is ${tensorTypeText(indices)}.`,
        );
      return { dtype: x.dtype, shape: indices.shape };
    },
    lower: ({ ops }, operands, { axis }, { operands: types, batch, outputs }) => {
      const [x, indices] = operands as readonly [Tensor, Tensor];
      const flat = ops.reshape(x, [sizeProduct(x.shape)]);
      if (axis === null) return ops.gather(flat, ops.reshape(indices, outputs[0]!.shape), 0);
      const [place] = placesOf('take_along_axis', axis, only(types), batch) as readonly [number];
      const shape = x.shape.map((size, at) => (at === place ? indices.shape[at]! : size));
      let position: Tensor | undefined;
      for (let at = 0; at < shape.length; at++) {
        const stride = ops.size(sizeProduct(x.shape.slice(at + 1)), 'int32');
        const here =
          at === place ? fromEnd(ops, ops.reshape(indices, shape), x.shape[at]!) : ops.iota(shape, at);
        const step = ops.multiply(here, stride);
        position = position ? ops.add(position, step) : step;
      }
      return ops.reshape(ops.gather(flat, position!, 0), outputs[0]!.shape);
    },
  }),
  defineFunction({
    name: 'sort',
    class: 'Sort',
    summary: 'The entries of an axis from the least to the greatest.',
    example: 'sort(x, axis: -1)',
    operands: { x: 'tensor' },
    arguments: { axis: integer(-1, 'The axis; 0 is the batch.') },
    output: (types, { axis }, call) => orderOutput('sort', only(types), axis, call.batch, only(types).dtype),
    lower: ({ ops }, operands, { axis }, { operands: types, batch }) => {
      const [place] = placesOf('sort', axis, only(types), batch) as readonly [number];
      return sorted(ops, operands[0] as Tensor, place, true)[0];
    },
  }),
  defineFunction({
    name: 'argsort',
    class: 'Argsort',
    summary: 'The places of the entries of an axis from the least to the greatest.',
    example: 'argsort(x, axis: -1)',
    operands: { x: 'tensor' },
    arguments: { axis: integer(-1, 'The axis; 0 is the batch.') },
    output: (types, { axis }, call) => orderOutput('argsort', only(types), axis, call.batch, 'int32'),
    lower: ({ ops }, operands, { axis }, { operands: types, batch }) => {
      const [place] = placesOf('argsort', axis, only(types), batch) as readonly [number];
      return sorted(ops, operands[0] as Tensor, place, true)[1];
    },
  }),
  defineFunction({
    name: 'top_k',
    class: 'TopK',
    summary: 'The k greatest entries of the last axis, and their places: two results.',
    example: 'top_k(x, 2)[0]',
    operands: { x: 'tensor' },
    arguments: {
      k: requiredInteger('How many.', { minimum: 1 }),
      sorted: boolean(true, 'From the greatest to the least.'),
    },
    output: (types, { k }) => {
      const { dtype, shape } = only(types);
      const last = shape.at(-1);
      if (last === undefined || (!isSymbolic(last) && last < k))
        return shapeProblem(
          'KM2004',
          `\`top_k\` takes ${k} entries of the last axis, but {input} is ${tensorTypeText(only(types))}.`,
          { argument: 'k' },
        );
      const result = [...shape.slice(0, -1), k];
      return [
        { dtype, shape: result },
        { dtype: 'int32', shape: result },
      ];
    },
    lower: ({ ops }, operands, { k }) => {
      const x = operands[0] as Tensor;
      const [values, places] = ops.topK(ops.cast(x, 'float32'), k);
      return [isFloat(x.dtype) ? values : ops.cast(values, x.dtype), places];
    },
  }),
  defineFunction({
    name: 'split',
    class: 'Split',
    summary: 'Equal parts of an axis, or those between places: several results.',
    example: 'split(x, 2, axis: -1)[0]',
    operands: { x: 'tensor' },
    arguments: {
      indices_or_sections: requiredArgument<number | readonly number[]>(
        {
          kind: 'anyOf',
          of: [
            { kind: 'integer', minimum: 1 },
            { kind: 'list', of: { kind: 'integer', minimum: 0 } },
          ],
        },
        'How many parts, or where they begin.',
      ),
      axis: integer(0, 'The axis; 0 is the batch.'),
    },
    output: (types, args, call) => {
      const type = only(types);
      const places = placesOf('split', args.axis, type, call.batch);
      if (!isPlaces(places)) return places;
      const size = knownSize('split', type, places[0]!);
      if (typeof size !== 'number') return size;
      const parts = partsOf(size, args.indices_or_sections);
      if (!parts)
        return shapeProblem(
          'KM2004',
          typeof args.indices_or_sections === 'number'
            ? `\`split\` makes equal parts, but axis ${places[0]!} of {input} has ${size} entries.`
            : `The places of \`split\` ascend between 0 and the ${size} entries of axis ${places[0]!} of {input}, so that each part has some.`,
          { argument: 'indices_or_sections' },
        );
      return parts.map(({ length }) => ({ dtype: type.dtype, shape: type.shape.with(places[0]!, length) }));
    },
    lower: ({ ops }, operands, args, { operands: types, batch }) => {
      const x = operands[0] as Tensor;
      const [place] = placesOf('split', args.axis, only(types), batch) as readonly [number];
      const parts = partsOf(x.shape[place] as number, args.indices_or_sections)!;
      return parts.map(({ start, length }) => ops.sliceAxis(x, place, start, length));
    },
  }),
  defineFunction({
    name: 'unstack',
    class: 'Unstack',
    summary: 'The entries of an axis, each by itself: several results.',
    example: 'unstack(x, axis: 1)[0]',
    operands: { x: 'tensor' },
    arguments: {
      num: noneByDefault(requiredInteger('How many there are; none reads it off.', { minimum: 1 })),
      axis: integer(0, 'The axis; 0 is the batch.'),
    },
    output: (types, args, call) => {
      const type = only(types);
      const places = placesOf('unstack', args.axis, type, call.batch);
      if (!isPlaces(places)) return places;
      const size = args.num ?? knownSize('unstack', type, places[0]!);
      if (typeof size !== 'number') return size;
      if (!fits(type.shape[places[0]!]!, size))
        return shapeProblem(
          'KM3002',
          `Axis ${places[0]!} of {input} has ${sizeText(type.shape[places[0]!]!)} entries, not ${size}.`,
          { argument: 'num' },
        );
      call.requireEqual(type.shape[places[0]!]!, size);
      return Array.from({ length: size }, () => ({
        dtype: type.dtype,
        shape: type.shape.toSpliced(places[0]!, 1),
      }));
    },
    lower: ({ ops }, operands, args, { operands: types, batch, outputs }) => {
      const [place] = placesOf('unstack', args.axis, only(types), batch) as readonly [number];
      return outputs.map(({ shape }, index) =>
        ops.reshape(ops.sliceAxis(operands[0] as Tensor, place, index, 1), shape),
      );
    },
  }),
  defineFunction({
    name: 'tile',
    class: 'Tile',
    summary: 'The tensor several times along its axes.',
    example: 'tile(x, [1, 3])',
    operands: { x: 'tensor' },
    arguments: {
      repeats: requiredArgument<number | readonly number[]>(
        {
          kind: 'anyOf',
          of: [
            { kind: 'integer', minimum: 1 },
            { kind: 'list', of: { kind: 'integer', minimum: 1 } },
          ],
        },
        'How often along each axis but the batch.',
      ),
    },
    output: (types, args) => {
      const type = only(types);
      const lead = leadOf(type);
      const { own, counts } = tiling(type.shape.slice(lead), args.repeats);
      return {
        dtype: type.dtype,
        shape: [...type.shape.slice(0, lead), ...own.map((size, axis) => multiplySizes(size, counts[axis]!))],
      };
    },
    lower: ({ ops }, operands, args, { operands: types, outputs }) => {
      const x = operands[0] as Tensor;
      const lead = leadOf(only(types));
      const { own, counts } = tiling(x.shape.slice(lead), args.repeats);
      let tiled = ops.reshape(x, [...x.shape.slice(0, lead), ...own]);
      counts.forEach((count, axis) => {
        if (count > 1) tiled = ops.concat(Array<Tensor>(count).fill(tiled), axis + lead);
      });
      return ops.reshape(tiled, outputs[0]!.shape);
    },
  }),
  defineFunction({
    name: 'repeat',
    class: 'Repeat',
    summary: 'Every entry of an axis several times in a row.',
    example: 'repeat(x, 2, axis: 1)',
    operands: { x: 'tensor' },
    arguments: {
      repeats: requiredInteger('How often.', { minimum: 1 }),
      axis: oneAxis('The axis; 0 is the batch. None: all entries in one row.'),
    },
    output: (types, args, call) => {
      const { dtype, shape } = only(types);
      const places = placesOf('repeat', args.axis, only(types), call.batch);
      if (!isPlaces(places)) return places;
      if (args.axis === null) return { dtype, shape: [multiplySizes(sizeProduct(shape), args.repeats)] };
      return { dtype, shape: shape.with(places[0]!, multiplySizes(shape[places[0]!]!, args.repeats)) };
    },
    lower: ({ ops }, operands, args, { operands: types, batch }) => {
      const x = operands[0] as Tensor;
      if (args.axis === null) return ops.repeat(ops.reshape(x, [sizeProduct(x.shape)]), args.repeats, 0);
      const [place] = placesOf('repeat', args.axis, only(types), batch) as readonly [number];
      return ops.repeat(x, args.repeats, place);
    },
  }),
  defineFunction({
    name: 'roll',
    class: 'Roll',
    summary: 'The entries of an axis further on, the last ones at its beginning.',
    example: 'roll(x, 1, axis: 1)',
    operands: { x: 'tensor' },
    arguments: {
      shift: requiredInteger('How far.'),
      axis: argument<number | null>({ kind: 'integer' }, null, 'The axis; 0 is the batch.'),
    },
    output: (types, args, call) => {
      const places = placesOf('roll', args.axis, only(types), call.batch);
      if (!isPlaces(places)) return places;
      if (args.axis === null) return only(types);
      const size = knownSize('roll', only(types), places[0]!);
      return typeof size === 'number' ? only(types) : size;
    },
    lower: ({ ops }, operands, args, { operands: types, batch }) => {
      const x = operands[0] as Tensor;
      const whole = args.axis === null ? ops.reshape(x, [sizeProduct(x.shape)]) : x;
      const places = placesOf('roll', args.axis, only(types), batch) as readonly number[];
      const place = args.axis === null ? 0 : places[0]!;
      const size = whole.shape[place] as number;
      const shift = ((args.shift % size) + size) % size;
      if (shift === 0) return x;
      const rolled = ops.concat(
        [ops.sliceAxis(whole, place, size - shift, shift), ops.sliceAxis(whole, place, 0, size - shift)],
        place,
      );
      return args.axis === null ? ops.reshape(rolled, x.shape) : rolled;
    },
  }),
];

function orderOutput(
  name: string,
  type: TensorType,
  axis: number,
  batch: Parameters<typeof placesOf>[3],
  dtype: TensorType['dtype'],
): TensorType | ShapeProblem {
  const places = placesOf(name, axis, type, batch);
  if (!isPlaces(places)) return places;
  const size = knownSize(name, type, places[0]!);
  return typeof size === 'number' ? { dtype, shape: type.shape } : size;
}

function indicesProblem(name: string, indices: OperandType): ShapeProblem | undefined {
  const { dtype } = indices as TensorType;
  if (!isFloat(dtype) && dtype !== 'bool') return undefined;
  return shapeProblem(
    'KM3006',
    `The places of \`${name}\` are whole numbers, but {input1} is ${tensorTypeText(indices as TensorType)}.`,
  );
}

/** Places that stand in the text and that the axis, or without one the whole tensor, does not have. */
function outsideProblem(
  { shape }: TensorType,
  place: number | undefined,
  { constants }: FunctionCall,
): ShapeProblem | undefined {
  const size = place === undefined ? sizeProduct(shape) : shape[place]!;
  if (isSymbolic(size)) return undefined;
  const outside = constants?.[1]?.find((each) => each >= size || each < -size);
  if (outside === undefined) return undefined;
  const where = place === undefined ? '' : ` along axis ${place}`;
  return shapeProblem('KM2004', `{input0} has ${size} entries${where}: ${outside} is none of them.`);
}

/** Negative places count from the end. */
function fromEnd(ops: Ops, indices: Tensor, size: Size): Tensor {
  const places = indices.dtype === 'int32' ? indices : ops.cast(indices, 'int32');
  return ops.select(ops.less(places, 0), ops.add(places, ops.size(size, 'int32')), places);
}
