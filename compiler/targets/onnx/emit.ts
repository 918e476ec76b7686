import { create, toBinary } from '@bufbuild/protobuf';
import type { NamedTensor, OpGraph } from '../../ops/types.ts';
import { emitNode, inEmittedOps } from './emit-node.ts';
import { ModelProtoSchema, type GraphProto } from './onnx_pb.ts';
import { valueInfo } from './proto.ts';
import { OnnxWriter } from './writer.ts';

/** The ONNX operator set that graphs are written in. */
export const opsetVersion = 20;

/** The numbers of a tensor that a graph has inside. */
export interface KnownValue {
  readonly data: ArrayLike<number>;
}

/**
 * A graph as an ONNX model in its binary format, standard operators only.
 * @param known values of inputs, by name, that become constants: they are not fed
 */
export function emitOnnx(
  graph: OpGraph,
  name: string,
  known: ReadonlyMap<string, KnownValue> = new Map(),
): Uint8Array {
  const written = inEmittedOps(graph);
  const writer = new OnnxWriter();
  const fed = written.inputs.filter((input) => {
    const value = known.get(input.name);
    if (!value) return true;
    const { dtype, shape } = input.tensor;
    writer.setName(input.tensor, writer.constant(dtype, shape as readonly number[], value.data));
    return false;
  });
  const model = create(ModelProtoSchema, {
    irVersion: 9n,
    producerName: 'kmodel',
    opsetImport: [{ domain: '', version: BigInt(opsetVersion) }],
    graph: emitGraph(writer, written, name, fed),
  });
  return toBinary(ModelProtoSchema, model);
}

/** Writes nodes into a writer; `inputNames` names the inputs otherwise than the graph does (scan bodies). */
export function emitGraph(
  writer: OnnxWriter,
  graph: OpGraph,
  name: string,
  inputs: readonly NamedTensor[] = graph.inputs,
): GraphProto {
  const inputInfos = inputs.map((input) => writer.input(input.name, input.tensor));
  for (const node of graph.nodes) if (node.op !== 'input') emitNode(writer, node, emitGraph);
  const taken = new Set(inputs.map((input) => input.name));
  const outputInfos = graph.outputs.map(({ name: output, tensor }) => {
    if (taken.has(output)) throw new Error(`Two values of a graph are called ${output}.`);
    taken.add(output);
    writer.nameOutput(writer.nameOf(tensor), output);
    return valueInfo(output, tensor.dtype, tensor.shape);
  });
  return writer.finish(name, inputInfos, outputInfos);
}
