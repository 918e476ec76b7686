import { create, toBinary } from '@bufbuild/protobuf';
import type { NamedTensor, OpGraph, OpName, OpNodeOf } from '../../ops/types.ts';
import { emitters } from './emitters.ts';
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
  const writer = new OnnxWriter();
  const fed = graph.inputs.filter((input) => {
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
    graph: emitGraph(writer, graph, name, fed),
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
  for (const node of graph.nodes) if (node.op !== 'input') emitNode(writer, node);
  const taken = new Set(inputs.map((input) => input.name));
  const outputInfos = graph.outputs.map(({ name: output, tensor }) => {
    if (taken.has(output)) throw new Error(`Two values of a graph are called ${output}.`);
    taken.add(output);
    writer.nameOutput(writer.nameOf(tensor), output);
    return valueInfo(output, tensor.dtype, tensor.shape);
  });
  return writer.finish(name, inputInfos, outputInfos);
}

function emitNode<K extends OpName>(writer: OnnxWriter, node: OpNodeOf<K>): void {
  const inputs = node.inputs.map((input) => writer.nameOf(input));
  const results = emitters[node.op](writer, inputs, node, emitGraph);
  const names = typeof results === 'string' ? [results] : results;
  node.outputs.forEach((output, index) => writer.setName(output, names[index]!));
}
