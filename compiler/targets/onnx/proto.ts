import { numberToHalf } from '../../ops/half-precision.ts';
import { create } from '@bufbuild/protobuf';
import type { Size } from '../../shapes/size.ts';
import { isSymbolic, sizeText } from '../../shapes/size.ts';
import type { DType } from '../../shapes/types.ts';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  type TensorShapeProto_Dimension,
  ValueInfoProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx_pb.ts';

/** ONNX's element types, with those that only the inside of an emitted graph uses. */
export type OnnxType = DType | 'uint32';

export const elementTypes: Readonly<Record<OnnxType, number>> = {
  float32: DataType.FLOAT,
  float16: DataType.FLOAT16,
  int32: DataType.INT32,
  int64: DataType.INT64,
  uint8: DataType.UINT8,
  uint32: DataType.UINT32,
  bool: DataType.BOOL,
};

export type AttributeValue = number | string | readonly number[] | GraphProto | Float | Floats;

/** Marks a number as an ONNX float attribute; plain numbers are integers. */
export interface Float {
  readonly float: number;
}

/** A list of ONNX floats; plain lists are of integers. */
export interface Floats {
  readonly floats: readonly number[];
}

export function nodeProto(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue | undefined>>,
): NodeProto {
  return create(NodeProtoSchema, {
    opType: operator,
    name: `${operator}_${outputs.find((output) => output !== '')}`,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [attributeProto(name, value)],
    ),
  });
}

function attributeProto(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  }
  if (Array.isArray(value)) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.INTS,
      ints: value.map((item: number) => BigInt(item)),
    });
  }
  if ('float' in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  if ('floats' in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...value.floats] });
  return create(AttributeProtoSchema, { name, type: AttributeType.GRAPH, g: value as GraphProto });
}

/** A constant tensor; floats are rounded to the element type. */
export function tensorProto(
  name: string,
  type: OnnxType,
  shape: readonly number[],
  data: ArrayLike<number>,
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: elementTypes[type],
    dims: shape.map((size) => BigInt(size)),
    rawData: rawBytes(type, data),
  });
}

function rawBytes(type: OnnxType, data: ArrayLike<number>): Uint8Array {
  const array = typedArray(type, data);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function typedArray(type: OnnxType, data: ArrayLike<number>): ArrayBufferView {
  switch (type) {
    case 'float32':
      return data instanceof Float32Array ? data : Float32Array.from(data);
    case 'float16':
      return Uint16Array.from(data, numberToHalf);
    case 'int32':
      return Int32Array.from(data);
    case 'uint32':
      return Uint32Array.from(data);
    case 'int64':
      return BigInt64Array.from(Array.from(data, (value) => BigInt(value)));
    case 'uint8':
    case 'bool':
      return Uint8Array.from(data);
  }
}

/** The declaration of a graph's input or output; symbolic sizes become named dimensions. */
export function valueInfo(name: string, type: OnnxType, shape?: readonly Size[]): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: elementTypes[type],
          ...(shape && { shape: { dim: shape.map(dimension) } }),
        },
      },
    },
  });
}

function dimension(size: Size): TensorShapeProto_Dimension {
  return create(TensorShapeProto_DimensionSchema, {
    value: isSymbolic(size)
      ? { case: 'dimParam', value: sizeText(size) === '?' ? size.key : sizeText(size) }
      : { case: 'dimValue', value: BigInt(size) },
  });
}
