import { create, toBinary } from '@bufbuild/protobuf';
import { opsetVersion } from '../emit.ts';
import { ModelProtoSchema } from '../onnx_pb.ts';
import { nodeProto, valueInfo, type OnnxType } from '../proto.ts';

/** A model that gives `x`, of whatever shape, as `y`: it carries tensors into the memory of a device and back. */
export function emitCopy(type: OnnxType): Uint8Array {
  const graph = {
    name: 'copy',
    node: [nodeProto('Identity', ['x'], ['y'], {})],
    input: [valueInfo('x', type)],
    output: [valueInfo('y', type)],
  };
  const opsetImport = [{ domain: '', version: BigInt(opsetVersion) }];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 9n, graph, opsetImport }));
}
