import type { NodeProto } from '../onnx_pb.ts';

/** Operators that look at a tensor in another way, or read its shape: the GPU has nothing to do for them. */
const views = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity', 'Shape', 'Constant']);

/**
 * How many nodes of a graph the GPU runs, each of which costs a call to it.
 * @param hostNodes names of nodes that run on the processor
 */
export function countDispatches(nodes: readonly NodeProto[], hostNodes: readonly string[]): number {
  const onHost = new Set(hostNodes);
  return nodes.filter(({ name, opType }) => !views.has(opType) && !onHost.has(name)).length;
}
