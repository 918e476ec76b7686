import type { OpNode, Padding, PoolAttributes, WindowAttributes } from '../../../../compiler/ops/types.ts';
import type { Size } from '../../../../compiler/shapes/size.ts';
import { forEachIndex, generate, offsetOf, sizeOf, broadcastReader, type NumberArray } from './array.ts';
import { binary, mapArrays, unary } from './elementwise.ts';
import { uniformBits } from './random.ts';
import { cumulativeRow, greatest, logSoftmaxRow, mapRows, matmul, reduce, softmaxRow } from './reductions.ts';
import { convolve, convolveToInput, convolveToKernel, windowsOf, type Geometry } from './windows.ts';

/** What a node needs besides its operands. */
export interface Surroundings {
  readonly size: (size: Size) => number;
  readonly scan: (
    node: Extract<OpNode, { op: 'scan' }>,
    operands: readonly NumberArray[],
  ) => readonly NumberArray[];
}

/** The results of one op, computed entry by entry in double precision. */
export function evaluateNode(
  node: OpNode,
  operands: readonly NumberArray[],
  around: Surroundings,
): readonly NumberArray[] {
  const [a, b, c] = operands as [NumberArray, NumberArray, NumberArray];
  const numbers = (sizes: readonly Size[]) => sizes.map(around.size);
  const inUnary = unary[node.op];
  if (inUnary) return [mapArrays(inUnary, [a])];
  const inBinary = binary[node.op];
  if (inBinary) return [mapArrays(inBinary, [a, b])];

  switch (node.op) {
    case 'input':
      throw new Error('inputs are given, not computed');
    case 'constant':
      return [{ shape: numbers(node.outputs[0]!.shape), data: Float64Array.from(node.attributes.data) }];
    case 'iota':
      return [generate(numbers(node.attributes.shape), (index) => index[node.attributes.axis]!)];
    case 'size':
      return [{ shape: [], data: Float64Array.of(around.size(node.attributes.size)) }];
    case 'cast':
      return [{ shape: a.shape, data: a.data.map(castTo(node.attributes.to)) }];
    case 'select':
      return [mapArrays((condition, yes, no) => (condition !== 0 ? yes! : no!), [a, b, c])];
    case 'matmul':
      return [matmul(a, b, node.attributes.transposeA, node.attributes.transposeB)];
    case 'sum':
      return [reduce(a, node.attributes.axes, node.attributes.keepDims, 0, (sum, entry) => sum + entry)];
    case 'product':
      return [
        reduce(a, node.attributes.axes, node.attributes.keepDims, 1, (product, entry) => product * entry),
      ];
    case 'reduceMax':
      return [reduce(a, node.attributes.axes, node.attributes.keepDims, -Infinity, Math.max)];
    case 'reduceMin':
      return [reduce(a, node.attributes.axes, node.attributes.keepDims, Infinity, Math.min)];
    case 'mean': {
      const { axes, keepDims } = node.attributes;
      const sum = reduce(a, axes, keepDims, 0, (total, entry) => total + entry);
      const count = sizeOf(axes.map((axis) => a.shape[axis]!));
      return [{ shape: sum.shape, data: sum.data.map((entry) => entry / count) }];
    }
    case 'argMax': {
      const rows = mapRows(a, node.attributes.axis, 1, (row) => greatest(row, 1));
      return [{ shape: a.shape.filter((_, axis) => axis !== node.attributes.axis), data: rows.data }];
    }
    case 'cumulativeSum': {
      const { axis, reverse } = node.attributes;
      return [mapRows(a, axis, a.shape[axis]!, (row) => cumulativeRow(row, reverse))];
    }
    case 'topK': {
      const { k } = node.attributes;
      const last = a.shape.length - 1;
      return [
        mapRows(a, last, k, (row) => greatest(row, k).map((index) => row[index]!)),
        mapRows(a, last, k, (row) => greatest(row, k)),
      ];
    }
    case 'softmax':
      return [mapRows(a, node.attributes.axis, a.shape[node.attributes.axis]!, softmaxRow)];
    case 'logSoftmax':
      return [mapRows(a, node.attributes.axis, a.shape[node.attributes.axis]!, logSoftmaxRow)];
    case 'reshape':
      return [reshaped(a, numbers(node.attributes.shape))];
    case 'transpose': {
      const { permutation } = node.attributes;
      const shape = permutation.map((axis) => a.shape[axis]!);
      return [generate(shape, (index) => a.data[offsetOf(a.shape, placed(permutation, index))]!)];
    }
    case 'expand': {
      const wanted = numbers(node.outputs[0]!.shape);
      return [generate(wanted, broadcastReader(a, wanted))];
    }
    case 'slice': {
      const [starts, sizes] = [numbers(node.attributes.starts), numbers(node.attributes.sizes)];
      const { strides } = node.attributes;
      return [
        generate(sizes, (index) => {
          const from = index.map((at, axis) => starts[axis]! + at * strides[axis]!);
          if (from.some((at, axis) => at < 0 || at >= a.shape[axis]!))
            throw new Error('slice beyond its operand');
          return a.data[offsetOf(a.shape, from)]!;
        }),
      ];
    }
    case 'reverse': {
      const { axes } = node.attributes;
      const turned = (index: readonly number[]) =>
        index.map((at, axis) => (axes.includes(axis) ? a.shape[axis]! - 1 - at : at));
      return [generate(a.shape, (index) => a.data[offsetOf(a.shape, turned(index))]!)];
    }
    case 'concat':
      return [concatenated(operands, node.attributes.axis)];
    case 'pad':
      return [padded(a, numbers(node.attributes.low), numbers(node.attributes.high), node.attributes)];
    case 'gather': {
      const { axis } = node.attributes;
      const rank = b.shape.length;
      const shape = [...a.shape.slice(0, axis), ...b.shape, ...a.shape.slice(axis + 1)];
      return [
        generate(shape, (index) => {
          const row = b.data[offsetOf(b.shape, index.slice(axis, axis + rank))]!;
          if (row < 0 || row >= a.shape[axis]!) throw new Error(`index ${row} beyond its axis`);
          return a.data[offsetOf(a.shape, [...index.slice(0, axis), row, ...index.slice(axis + rank)])]!;
        }),
      ];
    }
    case 'scatterAdd': {
      const rest = b.shape.slice(1);
      const shape = [around.size(node.attributes.size), ...rest];
      const data = new Float64Array(sizeOf(shape));
      const width = sizeOf(rest);
      b.data.forEach((value, position) => {
        data[a.data[Math.floor(position / width)]! * width + (position % width)]! += value;
      });
      return [{ shape, data }];
    }
    case 'convolution':
      return [
        convolve(
          a,
          b,
          numbers(node.outputs[0]!.shape),
          geometry(node.attributes, around),
          node.attributes.groups,
        ),
      ];
    case 'convolutionInputGradient':
      return [
        convolveToInput(
          a,
          b,
          numbers(node.attributes.inputShape),
          geometry(node.attributes, around),
          node.attributes.groups,
        ),
      ];
    case 'convolutionKernelGradient':
      return [
        convolveToKernel(
          a,
          b,
          numbers(node.attributes.kernelShape),
          geometry(node.attributes, around),
          node.attributes.groups,
        ),
      ];
    case 'maxPool': {
      const shape = numbers(node.outputs[0]!.shape);
      const windows = poolWindows(a.shape, shape, node.attributes, around);
      return [
        { shape, data: Float64Array.from(windows, (places) => Math.max(...places.map((at) => a.data[at]!))) },
      ];
    }
    case 'averagePool': {
      const shape = numbers(node.outputs[0]!.shape);
      const windows = poolWindows(a.shape, shape, node.attributes, around);
      const mean = (places: readonly number[]) =>
        places.reduce((sum, at) => sum + a.data[at]!, 0) / places.length;
      return [{ shape, data: Float64Array.from(windows, mean) }];
    }
    case 'maxPoolGradient': {
      const data = new Float64Array(a.data.length);
      poolWindows(a.shape, b.shape, node.attributes, around).forEach((places, output) => {
        const first = places.find((at) => a.data[at] === b.data[output])!;
        data[first]! += c.data[output]!;
      });
      return [{ shape: a.shape, data }];
    }
    case 'averagePoolGradient': {
      const shape = numbers(node.attributes.inputShape);
      const data = new Float64Array(sizeOf(shape));
      poolWindows(shape, a.shape, node.attributes, around).forEach((places, output) => {
        for (const at of places) data[at]! += a.data[output]! / places.length;
      });
      return [{ shape, data }];
    }
    case 'scan':
      return around.scan(node, operands);
    case 'randomUniform': {
      const shape = numbers(node.attributes.shape);
      const key = a.data[0]!;
      const draw = (_: unknown, position: number) => uniformBits(key, position);
      return [{ shape, data: Float64Array.from({ length: sizeOf(shape) }, draw) }];
    }
    default:
      throw new Error(`the interpreter lacks ${node.op}`);
  }
}

function castTo(dtype: string): (x: number) => number {
  if (dtype === 'bool') return (x) => (x !== 0 ? 1 : 0);
  return dtype.startsWith('float') ? (x) => x : Math.trunc;
}

function reshaped(x: NumberArray, shape: readonly number[]): NumberArray {
  if (sizeOf(shape) !== x.data.length) throw new Error(`[${x.shape}] does not reshape to [${shape}]`);
  return { shape, data: x.data };
}

/** The index before a transposition. */
function placed(permutation: readonly number[], index: readonly number[]): readonly number[] {
  const before: number[] = [];
  permutation.forEach((axis, at) => (before[axis] = index[at]!));
  return before;
}

function concatenated(arrays: readonly NumberArray[], axis: number): NumberArray {
  const total = arrays.reduce((sum, array) => sum + array.shape[axis]!, 0);
  return generate(arrays[0]!.shape.with(axis, total), (index) => {
    let at = index[axis]!;
    const source = arrays.find((array) => {
      if (at < array.shape[axis]!) return true;
      at -= array.shape[axis]!;
      return false;
    })!;
    return source.data[offsetOf(source.shape, index.with(axis, at))]!;
  });
}

function padded(
  x: NumberArray,
  low: readonly number[],
  high: readonly number[],
  { interior, value }: { readonly interior: readonly number[]; readonly value: number },
): NumberArray {
  const spread = x.shape.map((size, axis) => Math.max(size + (size - 1) * interior[axis]!, 0));
  const shape = spread.map((size, axis) => size + low[axis]! + high[axis]!);
  const data = new Float64Array(sizeOf(shape)).fill(value);
  let position = 0;
  forEachIndex(x.shape, (index) => {
    const to = index.map((at, axis) => at * (interior[axis]! + 1) + low[axis]!);
    if (to.every((at, axis) => at >= 0 && at < shape[axis]!)) data[offsetOf(shape, to)] = x.data[position]!;
    position++;
  });
  return { shape, data };
}

function geometry({ strides, dilations, padding }: WindowAttributes, around: Surroundings): Geometry {
  return { strides, dilations, low: (padding as Padding).map(([low]) => around.size(low)) };
}

function poolWindows(
  input: readonly number[],
  output: readonly number[],
  attributes: PoolAttributes,
  around: Surroundings,
): readonly (readonly number[])[] {
  return windowsOf(input, output, attributes.window, geometry(attributes, around));
}
