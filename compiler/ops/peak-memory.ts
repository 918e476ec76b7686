import type { DType } from '../shapes/types.ts';
import { isSymbolic, type Size } from '../shapes/size.ts';
import type { OpGraph, OpNode, Tensor } from './types.ts';

/** Bytes of a number of each type, as engines keep them. */
const widths: Readonly<Record<DType, number>> = {
  float32: 4,
  float16: 4,
  int32: 4,
  int64: 4,
  bool: 1,
  uint8: 1,
};

/** Bytes of a tensor. @throws where one of its sizes is open */
export function tensorBytes({
  dtype,
  shape,
}: {
  readonly dtype: DType;
  readonly shape: readonly Size[];
}): number {
  return shape.reduce<number>((product, size) => {
    if (isSymbolic(size)) throw new Error('A tensor of an open size has no number of bytes.');
    return product * size;
  }, widths[dtype]);
}

/** What of a graph takes memory. */
export interface PeakOptions {
  /** Nodes whose results an engine does not make, such as those within another op. */
  readonly unmade?: ReadonlySet<OpNode>;
  /** Bytes of a tensor; by default those of its shape, which is known. */
  readonly bytesOf?: (tensor: Tensor) => number;
  /** Bytes that an engine needs while it runs a node, beside what the node reads and makes; none by default. */
  readonly scratchOf?: (node: OpNode) => number;
}

/**
 * The most bytes that the results of a graph's ops take at one time, where ops run in the order of the graph and each
 * result is let go of after its last use. Inputs and constants are not counted; outputs live to the end; ops that
 * only look at a tensor in another way make no new one.
 * @throws where a size is open
 */
export function peakBytes(
  graph: OpGraph,
  { unmade = new Set(), bytesOf = tensorBytes, scratchOf = () => 0 }: PeakOptions = {},
): number {
  const owners = new Map<number, number>();
  const ownerOf = (tensor: Tensor): number => owners.get(tensor.id) ?? tensor.id;
  const lastUse = new Map<number, number>();
  graph.nodes.forEach((node, at) => {
    if (isView(node)) owners.set(node.outputs[0]!.id, ownerOf(node.inputs[0]!));
    for (const input of node.inputs) lastUse.set(ownerOf(input), at);
  });
  for (const { tensor } of graph.outputs) lastUse.set(ownerOf(tensor), Infinity);

  const dying = new Map<number, number>();
  let living = 0;
  let most = 0;
  graph.nodes.forEach((node, at) => {
    if (node.op !== 'input' && node.op !== 'constant' && !isView(node) && !unmade.has(node))
      for (const output of node.outputs) {
        const end = lastUse.get(output.id);
        if (end === undefined) continue;
        const bytes = bytesOf(output);
        living += bytes;
        dying.set(end, (dying.get(end) ?? 0) + bytes);
      }
    // One round of a loop lives beside what the loop makes.
    const inside = node.op === 'scan' ? peakBytes(node.attributes.body, { bytesOf, scratchOf }) : 0;
    most = Math.max(most, living + inside + scratchOf(node));
    living -= dying.get(at) ?? 0;
  });
  return most;
}

function isView(node: OpNode): boolean {
  return node.op === 'reshape' || node.op === 'stopGradient';
}
