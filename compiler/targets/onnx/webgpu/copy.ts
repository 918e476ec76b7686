import { create, toBinary } from '@bufbuild/protobuf';
import { opsetVersion } from '../opset.ts';
import { ModelProtoSchema, type NodeProto } from '../onnx_pb.ts';
import { elementTypes, nodeProto, valueInfo, type OnnxType } from '../proto.ts';

/** A model that gives `x`, of whatever shape, as `y`: it carries tensors into the memory of a device and back. */
export function emitCopy(type: OnnxType): Uint8Array {
  return modelOf(type, [nodeProto('Identity', ['x'], ['y'], {})]);
}

/** A model that gives `x` of float32 as `y`, by way of float16: a device that lacks that cannot run it. */
export function emitHalfCopy(): Uint8Array {
  return modelOf('float32', [
    nodeProto('Cast', ['x'], ['half'], { to: elementTypes.float16 }),
    nodeProto('Cast', ['half'], ['y'], { to: elementTypes.float32 }),
  ]);
}

function modelOf(type: OnnxType, node: readonly NodeProto[]): Uint8Array {
  const graph = {
    name: 'copy',
    node: [...node],
    input: [valueInfo('x', type)],
    output: [valueInfo('y', type)],
  };
  const opsetImport = [{ domain: '', version: BigInt(opsetVersion) }];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 9n, graph, opsetImport }));
}
