import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from '../onnx_pb.ts';
import { opsetVersion } from '../opset.ts';
import { valueInfo } from '../proto.ts';
import { OnnxWriter } from '../writer.ts';
import { blockDomain } from './block-writer.ts';

/** Channels of the probe: no block has more. */
export const probeChannels = 64;

/** A model that brings `x`, [1, channels, 1, 2], into blocks and gives what lies in memory as `y`. */
export function emitBlockProbe(): Uint8Array {
  const shape = [1, probeChannels, 1, 2];
  const writer = new OnnxWriter();
  const input = writer.input('x', { id: 0, dtype: 'float32', shape });
  const blocked = writer.nodeIn(blockDomain, 'ReorderInput', ['x'], {});
  writer.nameOutput(writer.node('Reshape', [blocked, writer.integers([-1])]), 'y');
  const graph = writer.finish('probe', [input], [valueInfo('y', 'float32', [2 * probeChannels])]);
  const opsetImport = [
    { domain: '', version: BigInt(opsetVersion) },
    { domain: blockDomain, version: 1n },
  ];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 9n, graph, opsetImport }));
}
