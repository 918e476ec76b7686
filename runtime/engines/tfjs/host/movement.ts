import type { HostFunction, KernelInstruction } from '../plan-builder.ts';
import { broadcastStrides, createCopy, stridesOf } from './strided.ts';

/** Kernels that only move entries, as strided copies. */
export const movementHosts: Readonly<Record<string, (instruction: KernelInstruction) => HostFunction>> = {
  Transpose: (instruction) => {
    const [x, y] = shapes(instruction);
    const permutation = instruction.attributes.perm as readonly number[];
    const own = stridesOf(x);
    return copyInto(
      y,
      0,
      permutation.map((axis) => own[axis]!),
    );
  },
  Tile: (instruction) => {
    const [x, y] = shapes(instruction);
    return copyInto(y, 0, broadcastStrides(x, y));
  },
  Slice: (instruction) => {
    const [x, y] = shapes(instruction);
    const own = stridesOf(x);
    return copyInto(y, offset(instruction.attributes.begin as readonly number[], own), own);
  },
  StridedSlice: (instruction) => {
    const [x, y] = shapes(instruction);
    const own = stridesOf(x);
    const strides = instruction.attributes.strides as readonly number[];
    return copyInto(
      y,
      offset(instruction.attributes.begin as readonly number[], own),
      own.map((step, axis) => step * strides[axis]!),
    );
  },
  Reverse: (instruction) => {
    const [x, y] = shapes(instruction);
    const own = stridesOf(x);
    const turned = instruction.attributes.dims as readonly number[];
    const last = x.map((size, axis) => (turned.includes(axis) ? size - 1 : 0));
    return copyInto(
      y,
      offset(last, own),
      own.map((step, axis) => (turned.includes(axis) ? -step : step)),
    );
  },
  PadV2: (instruction) => {
    const [x, y] = shapes(instruction);
    const paddings = instruction.attributes.paddings as readonly (readonly [number, number])[];
    const value = instruction.attributes.constantValue as number;
    const wide = stridesOf(y);
    const start = offset(
      paddings.map(([low]) => low),
      wide,
    );
    const copy = createCopy(x, { start, strides: wide }, { start: 0, strides: stridesOf(x) });
    return ([target], [source]) => {
      target!.fill(value);
      copy(target!, source!);
    };
  },
  Concat: ({ inputs, outputs, attributes }) => {
    const axis = attributes.axis as number;
    const wide = stridesOf(outputs[0]!.shape);
    let before = 0;
    const copies = inputs.map(({ shape }) => {
      const copy = createCopy(
        shape,
        { start: before * wide[axis]!, strides: wide },
        { start: 0, strides: stridesOf(shape) },
      );
      before += shape[axis]!;
      return copy;
    });
    return ([target], sources) => copies.forEach((copy, index) => copy(target!, sources[index]!));
  },
};

function shapes({ inputs, outputs }: KernelInstruction): readonly [readonly number[], readonly number[]] {
  return [inputs[0]!.shape, outputs[0]!.shape];
}

function offset(place: readonly number[], strides: readonly number[]): number {
  return place.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);
}

/** Fills a whole result from a walk over the operand. */
function copyInto(shape: readonly number[], start: number, strides: readonly number[]): HostFunction {
  const copy = createCopy(shape, { start: 0, strides: stridesOf(shape) }, { start, strides });
  return ([target], [source]) => copy(target!, source!);
}
