import { requiredArgument } from '../declarations/declare.ts';
import { shapeProblem, type ShapeProblem } from '../declarations/define-layer.ts';
import type { Tensor } from '../ops/types.ts';
import {
  addSizes,
  ceilDivide,
  isSymbolic,
  maximumSize,
  minimumSize,
  sizeBounds,
  sizeText,
  subtractSizes,
  type Size,
} from '../shapes/size.ts';
import { tensorTypeText } from '../shapes/types.ts';
import { defineFunction, type TensorFunction } from './define-function.ts';
import { leadOf, only } from './types.ts';

/** What stands in brackets for one axis: `[place]`, or `[start, stop, step]` with none where one is left out. */
export type Subscript = readonly (Size | null)[];

interface Taken {
  readonly start: Size;
  readonly size: Size;
  readonly stride: number;
  /** True where one entry is taken, so that the axis goes. */
  readonly single: boolean;
}

/** Entries and ranges of axes, which brackets count as types write them: `x[-1]`, `x[2:10, :]`. */
export const getItem: TensorFunction = defineFunction({
  name: 'get_item',
  class: 'GetItem',
  summary: 'Entries and ranges of axes.',
  example: 'x[-1]',
  operands: { x: 'tensor' },
  arguments: {
    key: requiredArgument<readonly Subscript[]>(
      {
        kind: 'list',
        of: { kind: 'list', of: { kind: 'integer', symbolic: true }, nullableEntries: true },
      },
      'For each axis a place, or start, stop and step; negative places count from the end.',
    ),
  },
  output: (types, { key }) => {
    const type = only(types);
    const lead = leadOf(type);
    const own = type.shape.slice(lead);
    if (own.length === 0)
      return shapeProblem(
        'KM3001',
        lead > 0
          ? '{input} is one number for each sample: it has no entries to choose from.'
          : '{input} is one number: it has no entries to choose from.',
      );
    if (key.length > own.length)
      return shapeProblem(
        'KM3001',
        `{input} is ${tensorTypeText(type)}: ${key.length} places in brackets are more than its ${own.length} axes.`,
      );
    const sizes: Size[] = [];
    for (const [axis, size] of own.entries()) {
      const taken = takenFrom(size, key[axis]);
      if ('problem' in taken) return taken;
      if (!taken.single) sizes.push(taken.size);
    }
    return { dtype: type.dtype, shape: [...type.shape.slice(0, lead), ...sizes] };
  },
  lower: ({ ops }, operands, { key }, { operands: types, outputs }) => {
    const lead = leadOf(only(types));
    let x = operands[0] as Tensor;
    only(types)
      .shape.slice(lead)
      .forEach((size, axis) => {
        if (key[axis] === undefined) return;
        const { start, size: length, stride } = takenFrom(size, key[axis]) as Taken;
        if (stride > 0) x = ops.sliceAxis(x, axis + lead, start, length, stride);
        else {
          // Backwards: the same entries in the order of the axis, turned around.
          const first = addSizes(start, timesStride(subtractSizes(length, 1), stride));
          x = ops.reverse(ops.sliceAxis(x, axis + lead, first, length, -stride), axis + lead);
        }
      });
    return ops.reshape(x, outputs[0]!.shape);
  },
});

function timesStride(size: Size, stride: number): Size {
  return addSizes(...Array<Size>(Math.abs(stride)).fill(stride < 0 ? subtractSizes(0, size) : size));
}

function takenFrom(size: Size, subscript: Subscript | undefined): Taken | ShapeProblem {
  if (subscript === undefined) return { start: 0, size, stride: 1, single: false };
  if (subscript.length === 1) return entryOf(size, subscript[0]!);
  const [from = null, to = null, by = null] = subscript;
  const stride = by ?? 1;
  if (isSymbolic(stride) || stride === 0)
    return shapeProblem('KM2004', 'The step of a range is a number other than 0.');
  return rangeOf(size, from, to, stride);
}

function entryOf(size: Size, place: Size): Taken | ShapeProblem {
  if (isSymbolic(place)) return { start: place, size: 1, stride: 1, single: true };
  const least = place < 0 ? -place : place + 1;
  if (!isSymbolic(size) && size < least)
    return shapeProblem('KM2004', `{input} has ${size} entries: ${place} is none of them.`);
  return { start: place < 0 ? addSizes(size, place) : place, size: 1, stride: 1, single: true };
}

/** As Python has it: negative bounds count from the end, and bounds outside stop at it. */
function rangeOf(size: Size, from: Size | null, to: Size | null, stride: number): Taken | ShapeProblem {
  const [low, high]: readonly [Size, Size] = stride > 0 ? [0, size] : [-1, subtractSizes(size, 1)];
  const bound = (value: Size | null, missing: Size): Size => {
    if (value === null) return missing;
    const counted = isNegative(value) ? addSizes(size, value) : value;
    return clamp(counted, low, high);
  };
  const start = bound(from, stride > 0 ? low : high);
  const stop = bound(to, stride > 0 ? high : low);
  const distance = stride > 0 ? subtractSizes(stop, start) : subtractSizes(start, stop);
  const length = ceilDivide(distance, Math.abs(stride));
  if (sizeBounds(length).high < 1)
    return shapeProblem(
      'KM3004',
      `This range of {input}, which has ${sizeText(size)} entries there, is empty.`,
    );
  return { start, size: length, stride, single: false };
}

function isNegative(size: Size): boolean {
  return sizeBounds(size).high < 0;
}

function clamp(size: Size, low: Size, high: Size): Size {
  return maximumSize(minimumSize(size, high), low);
}
