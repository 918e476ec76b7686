import { halfToNumber } from '../../../ops/half-precision.ts';
import { ReadProblem } from '../../read/source.ts';
import { TensorProto_DataLocation as DataLocation, type TensorProto } from '../onnx_pb.ts';

/** What grows out of few numbers may not become more than this: a short file may declare sizes without end. */
export const mostMade = 2 ** 24;

/** A tensor whose numbers are in the file, row-major. */
export interface Constant {
  readonly kind: 'constant';
  readonly type: 'float' | 'integer' | 'bool';
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Reads a part of a file that lies beside the model. */
export type ReadExternal = (location: string, offset: number, length: number | undefined) => Uint8Array;

/** How numbers of a type stand in bytes. */
interface Stored {
  readonly type: Constant['type'];
  readonly width: number;
  readonly read: (view: DataView, offset: number) => number;
}

/** By ONNX's number of the type. */
const stored: Readonly<Record<number, Stored>> = {
  1: { type: 'float', width: 4, read: (view, at) => view.getFloat32(at, true) },
  2: { type: 'integer', width: 1, read: (view, at) => view.getUint8(at) },
  3: { type: 'integer', width: 1, read: (view, at) => view.getInt8(at) },
  4: { type: 'integer', width: 2, read: (view, at) => view.getUint16(at, true) },
  5: { type: 'integer', width: 2, read: (view, at) => view.getInt16(at, true) },
  6: { type: 'integer', width: 4, read: (view, at) => view.getInt32(at, true) },
  7: { type: 'integer', width: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  9: { type: 'bool', width: 1, read: (view, at) => view.getUint8(at) },
  10: { type: 'float', width: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) },
  11: { type: 'float', width: 8, read: (view, at) => view.getFloat64(at, true) },
  12: { type: 'integer', width: 4, read: (view, at) => view.getUint32(at, true) },
};

/** @throws ReadProblem for a type or a length that does not fit */
export function constantOf(tensor: TensorProto, external: ReadExternal): Constant {
  const { name } = tensor;
  const shape = tensor.dims.map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || !Number.isSafeInteger(count))
    throw new ReadProblem(`The tensor \`${name}\` has sizes that cannot be: [${shape.join(', ')}].`);
  const kind = Object.hasOwn(stored, tensor.dataType) ? stored[tensor.dataType] : undefined;
  if (!kind)
    throw new ReadProblem(
      `The tensor \`${name}\` holds numbers of ONNX's type ${tensor.dataType}, which kmodel does not read.`,
    );
  const bytes =
    tensor.dataLocation === DataLocation.EXTERNAL ? externalBytes(tensor, external) : tensor.rawData;
  const typed = typedNumbers(tensor);
  if (bytes.length === 0 && typed.length === count)
    return { kind: 'constant', type: kind.type, shape, data: numbers(kind, typed) };
  if (bytes.length !== count * kind.width)
    throw new ReadProblem(`The tensor \`${name}\` should hold ${count} numbers, and does not.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = kind.type === 'float' ? new Float32Array(count) : new Float64Array(count);
  for (let index = 0; index < count; index++) data[index] = kind.read(view, index * kind.width);
  return { kind: 'constant', type: kind.type, shape, data };
}

/** The numbers of a tensor that has them one by one. Half precision stands there as bits in whole numbers. */
function typedNumbers({
  dataType,
  floatData,
  int32Data,
  int64Data,
  doubleData,
}: TensorProto): readonly number[] {
  if (dataType === 1) return floatData;
  if (dataType === 7) return int64Data.map(Number);
  if (dataType === 11) return doubleData;
  return dataType === 10 ? int32Data.map(halfToNumber) : int32Data;
}

function numbers({ type }: Stored, values: readonly number[]): Constant['data'] {
  return type === 'float' ? Float32Array.from(values) : Float64Array.from(values);
}

function externalBytes({ name, externalData }: TensorProto, external: ReadExternal): Uint8Array {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location');
  const offset = Number(entries.get('offset') ?? 0);
  const length = entries.has('length') ? Number(entries.get('length')) : undefined;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (location === undefined || !isCount(offset) || (length !== undefined && !isCount(length)))
    throw new ReadProblem(`The tensor \`${name}\` does not say where in another file its numbers are.`);
  return external(location, offset, length);
}

/** Whole numbers, such as axes. */
export function integersOf({ data }: Constant): readonly number[] {
  return [...data];
}

/** A constant with its axes in another order. */
export function transposed({ type, shape, data }: Constant, order: readonly number[]): Constant {
  const made = order.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const result = type === 'float' ? new Float32Array(data.length) : new Float64Array(data.length);
  const place = made.map(() => 0);
  let source = 0;
  for (let index = 0; index < result.length; index++) {
    result[index] = data[source]!;
    for (let axis = made.length - 1; axis >= 0; axis--) {
      source += strides[order[axis]!]!;
      if (++place[axis]! < made[axis]!) break;
      source -= strides[order[axis]!]! * made[axis]!;
      place[axis] = 0;
    }
  }
  return { kind: 'constant', type, shape: made, data: result };
}

/** The same numbers in another shape. */
export function reshaped(constant: Constant, shape: readonly number[]): Constant {
  return { ...constant, shape };
}
