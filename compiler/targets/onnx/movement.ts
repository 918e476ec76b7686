import { addSizes, isSymbolic, multiplySizes, sizesEqual, type Size } from '../../shapes/size.ts';
import { spannedSize } from '../../ops/movement.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Emitters } from './emitters.ts';
import { elementTypes } from './proto.ts';
import type { OnnxWriter } from './writer.ts';

export const movementEmitters = {
  iota: (writer, _, node) => {
    const { shape, axis } = node.attributes;
    const length = writer.node('Cast', [writer.size(shape[axis]!)], { to: elementTypes.int32 });
    const limit = writer.node('Squeeze', [length]);
    const range = writer.node('Range', [
      writer.constant('int32', [], [0]),
      limit,
      writer.constant('int32', [], [1]),
    ]);
    if (shape.length === 1) return range;
    const aligned = writer.node('Reshape', [
      range,
      writer.integers(shape.map((_, at) => (at === axis ? -1 : 1))),
    ]);
    return writer.node('Expand', [aligned, writer.sizeVector(shape)]);
  },
  size: (writer, _, node) =>
    writer.node('Squeeze', [
      writer.node('Cast', [writer.size(node.attributes.size)], { to: elementTypes.int32 }),
    ]),
  reshape: (writer, [x], node) => reshape(writer, x!, node.inputs[0]!.shape, node.attributes.shape),
  transpose: (writer, [x], node) => writer.node('Transpose', [x!], { perm: node.attributes.permutation }),
  expand: (writer, [x], node) => writer.node('Expand', [x!, writer.sizeVector(node.attributes.shape)]),
  slice: (writer, [x], node) => {
    const { starts, sizes, strides } = node.attributes;
    return slice(writer, x!, node.inputs[0]!.shape, starts, sizes, strides);
  },
  reverse: (writer, [x], node) => {
    const { axes } = node.attributes;
    const each = (value: number): string => writer.integers(axes.map(() => value));
    return writer.node('Slice', [x!, each(-1), each(-(2 ** 31)), writer.integers(axes), each(-1)]);
  },
  concat: (writer, inputs, node) => writer.node('Concat', inputs, { axis: node.attributes.axis }),
  pad: (writer, [x], node) => {
    const { low, high, interior, value } = node.attributes;
    const [tensor] = node.inputs;
    const spread = spreadEntries(writer, x!, tensor!, interior, value);
    if ([...low, ...high].every((size) => size === 0)) return spread;
    return padEnds(writer, spread, tensor!, low, high, value);
  },
  gather: (writer, [data, indices], node) =>
    writer.node('Gather', [data!, indices!], { axis: node.attributes.axis }),
} satisfies Partial<Emitters>;

/** A reshape with as much of its target known beforehand as possible: 0 copies an axis, −1 is what is left. */
export function reshape(writer: OnnxWriter, x: string, from: readonly Size[], to: readonly Size[]): string {
  const known = to.map((size, axis) => {
    if (!isSymbolic(size)) return size;
    const source = from[axis];
    return source !== undefined && sizesEqual(source, size) ? 0 : undefined;
  });
  const unknown = known.filter((size) => size === undefined).length;
  // ONNX reads 0 as "copy": a real size of 0 does not occur, the checker refuses it.
  if (unknown <= 1) return writer.node('Reshape', [x, writer.integers(known.map((size) => size ?? -1))]);
  return writer.node('Reshape', [x, writer.sizeVector(to)]);
}

function slice(
  writer: OnnxWriter,
  x: string,
  shape: readonly Size[],
  starts: readonly Size[],
  sizes: readonly Size[],
  strides: readonly number[],
): string {
  const axes = shape.flatMap((size, axis) =>
    starts[axis] === 0 && strides[axis] === 1 && sizesEqual(size, sizes[axis]!) ? [] : [axis],
  );
  if (axes.length === 0) return x;
  const ends = axes.map((axis) => addSizes(starts[axis]!, spannedSize(sizes[axis]!, strides[axis]!)));
  const steps = axes.map((axis) => strides[axis]!);
  return writer.node('Slice', [
    x,
    writer.sizeVector(axes.map((axis) => starts[axis]!)),
    writer.sizeVector(ends),
    writer.integers(axes),
    ...(steps.every((step) => step === 1) ? [] : [writer.integers(steps)]),
  ]);
}

/** Puts `value` between neighbours: each entry becomes a row of which only the first place is taken. */
function spreadEntries(
  writer: OnnxWriter,
  x: string,
  tensor: Tensor,
  interior: readonly number[],
  value: number,
): string {
  let name = x;
  let shape = [...tensor.shape];
  interior.forEach((gap, axis) => {
    if (gap === 0) return;
    const column = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
    const rows = reshape(writer, name, shape, column);
    const pads = [...column.map(() => 0), ...column.map((_, at) => (at === axis + 1 ? gap : 0))];
    const padded = writer.node('Pad', [rows, writer.integers(pads), writer.scalarLike(tensor, value)]);
    const wide = column.map((size, at) => (at === axis + 1 ? gap + 1 : size));
    const length = multiplySizes(shape[axis]!, gap + 1);
    const merged = shape.map((size, at) => (at === axis ? length : size));
    const flat = reshape(writer, padded, wide, merged);
    const kept = shape.map((size, at) => (at === axis ? spannedSize(size, gap + 1) : size));
    name = slice(
      writer,
      flat,
      merged,
      kept.map(() => 0),
      kept,
      kept.map(() => 1),
    );
    shape = kept;
  });
  return name;
}

function padEnds(
  writer: OnnxWriter,
  x: string,
  tensor: Tensor,
  low: readonly Size[],
  high: readonly Size[],
  value: number,
): string {
  if (tensor.dtype !== 'bool') {
    return writer.node('Pad', [x, writer.sizeVector([...low, ...high]), writer.scalarLike(tensor, value)]);
  }
  const numbers = writer.node('Cast', [x], { to: elementTypes.int32 });
  const padded = writer.node('Pad', [
    numbers,
    writer.sizeVector([...low, ...high]),
    writer.constant('int32', [], [value]),
  ]);
  return writer.node('Cast', [padded], { to: elementTypes.bool });
}
