import type { OpGraph, OpNode, Tensor } from '../../ops/types.ts';
import { findRecurrences } from './recurrent/find-recurrences.ts';
import type { PlacedRows } from './scatter-add.ts';
import { findSumsOfRows } from './sums-of-rows.ts';
import type { OnnxWriter } from './writer.ts';

/** Several nodes that are written as one, in the place of the last of them. */
export interface FusedNode {
  /** All that it reads. */
  readonly inputs: readonly Tensor[];
  /** What it is, for those who print a graph. */
  readonly text: string;
  /** Writes it, and names the results of the last node. */
  write(writer: OnnxWriter): void;
  /** Where the result is a tensor with some of its rows changed: that tensor, and a way to write these rows alone. */
  readonly change?: {
    readonly of: Tensor;
    write(writer: OnnxWriter): PlacedRows;
  };
}

/** The fused nodes of a graph by their last ones; `inside` holds the nodes that are there for them alone. */
export interface FusedNodes {
  readonly byLast: ReadonlyMap<OpNode, FusedNode>;
  readonly inside: ReadonlySet<OpNode>;
}

export const nothingFused: FusedNodes = { byLast: new Map(), inside: new Set() };

/**
 * Finds what onnxruntime does faster in one piece, whatever the layout of tensors.
 * @param gpu true where onnxruntime's WebGPU provider runs the graph, which has none of it
 * @param others further nodes to write as one, by their last ones
 */
export function findFused(graph: OpGraph, gpu = false, others: FusedNodes['byLast'] = new Map()): FusedNodes {
  if (gpu) return nothingFused;
  const byLast = new Map([...others, ...findRecurrences(graph), ...findSumsOfRows(graph)]);
  return fusedBy(graph, byLast);
}

/** The nodes of a graph that are written as one, by their last ones. */
export function fusedBy(graph: OpGraph, byLast: FusedNodes['byLast']): FusedNodes {
  return byLast.size > 0 ? { byLast, inside: withoutReaders(graph, byLast) } : nothingFused;
}

/** Nodes whose results nobody reads once fused nodes read their own inputs alone. */
function withoutReaders(graph: OpGraph, fused: FusedNodes['byLast']): ReadonlySet<OpNode> {
  const read = new Set(graph.outputs.map(({ tensor }) => tensor.id));
  const unread = new Set<OpNode>();
  for (const node of [...graph.nodes].reverse()) {
    const isRead = node.op === 'input' || node.outputs.some(({ id }) => read.has(id));
    if (!isRead) unread.add(node);
    else for (const { id } of fused.get(node)?.inputs ?? node.inputs) read.add(id);
  }
  return unread;
}
