import type { OpGraph, OpName, OpNode, OpNodeOf } from '../../../ops/types.ts';
import { rebuild } from '../../../ops/rebuild.ts';
import { emitNode } from '../emit-node.ts';
import type { EmitGraph } from '../emitters.ts';
import { elementTypes } from '../proto.ts';
import type { FusedNodes } from '../fused-nodes.ts';
import type { OnnxWriter } from '../writer.ts';
import { BlockWriter } from './block-writer.ts';
import { findChains, type Chain } from './chains.ts';
import { staysWhole } from './choose.ts';
import type { BlockContext, BlockHandler } from './context.ts';
import { writeConvolution } from './convolution.ts';
import { writeCast, writeClip, writeElementwise, writeReluGradient } from './elementwise.ts';
import { Forms } from './forms.ts';
import { writeInputGradient } from './input-gradient.ts';
import { writeKernelGradient } from './kernel-gradient.ts';
import { Kernels } from './kernels.ts';
import { writeConcat, writeExpand, writePad, writeSlice } from './movement.ts';
import {
  writeAffine,
  writeGradientSums,
  writeMoments,
  writeNormalization,
  writeNormalizationGradient,
} from './normalization.ts';
import { writeMaxPoolGradient } from './pool-gradient.ts';
import { writeAveragePool, writeAveragePoolGradient, writeMaxPool } from './pools.ts';
import { writeReduction } from './reductions.ts';

type Handlers = { readonly [K in OpName]?: BlockHandler<K> };

/** Ops that run in blocks by rules of their own; all others entry by entry, or in the order that the op graph has. */
const handlers: Handlers = {
  reluGradient: writeReluGradient,
  clip: writeClip,
  convolutionKernelGradient: writeKernelGradient,
  maxPool: writeMaxPool,
  maxPoolGradient: writeMaxPoolGradient,
  averagePool: writeAveragePool,
  averagePoolGradient: writeAveragePoolGradient,
  concat: writeConcat,
  slice: writeSlice,
  pad: writePad,
  expand: writeExpand,
  sum: writeReduction,
  mean: writeReduction,
  reduceMax: writeReduction,
  reduceMin: writeReduction,
  cast: (context, node) => writeCast(context, node, elementTypes[node.attributes.to]),
};

/** The graph with composite ops replaced where they do not run in blocks. */
export function expandAround(graph: OpGraph, block: number): OpGraph {
  return rebuild(graph, { expands: (node) => !staysWhole(node, block) });
}

interface BlockedOptions {
  /** Nodes that are written as one. */
  readonly fused: FusedNodes;
  /** Nodes that are to run in the order of the graph. */
  readonly inOrder?: ReadonlySet<OpNode> | undefined;
  readonly emitGraph: EmitGraph;
}

/**
 * Writes a graph's nodes with images in blocks of channels, wherever convolutions gain by it. Every size is known.
 * @param block channels of a block, as this machine has it
 */
export function emitBlocked(
  writer: OnnxWriter,
  graph: OpGraph,
  block: number,
  { fused, inOrder, emitGraph }: BlockedOptions,
): void {
  const blocks = new BlockWriter(writer, block);
  const forms = new Forms(blocks);
  const context: BlockContext = {
    blocks,
    forms,
    kernels: new Kernels(blocks, forms),
    moments: new Map(),
    gradientSums: new Map(),
  };
  const { byLast, inside } = findChains(graph, block);
  const write = (node: OpNode): void => {
    const whole = fused.byLast.get(node);
    if (whole) {
      for (const input of whole.inputs) forms.get(input, 'last');
      whole.write(writer);
      return;
    }
    if (node.op === 'batchNormalization') writeMoments(context, node);
    if (node.op === 'batchNormalizationGradient') writeGradientSums(context, node);
    if (inside.has(node)) return;
    const chain = byLast.get(node);
    if (chain) writeChain(context, chain);
    else if (!writeInBlocks(context, node)) emitNode(writer, readable(forms, node), emitGraph);
  };
  for (const node of graph.nodes) {
    if (node.op === 'input' || fused.inside.has(node)) continue;
    if (inOrder?.has(node)) writer.keepingOrder(() => write(node));
    else write(node);
  }
  for (const { tensor } of graph.outputs) forms.get(tensor, 'last');
}

function writeChain(context: BlockContext, chain: Chain): void {
  const { head, sum, result } = chain;
  switch (head.op) {
    case 'convolution':
      return writeConvolution(context, head, chain);
    case 'batchNormalization':
      return writeNormalization(context, head, chain);
    case 'batchNormalizationGradient':
      return writeNormalizationGradient(context, head, chain);
    case 'channelAffine':
      return writeAffine(context, head, chain);
    case 'convolutionInputGradient':
      writeInputGradient(context, head, sum, result);
  }
}

function writeInBlocks(context: BlockContext, node: OpNode): boolean {
  if (node.op === 'convolutionInputGradient') {
    return writeInputGradient(context, node, undefined, node.outputs[0]!);
  }
  return handle(context, node) || writeElementwise(context, node);
}

function handle<K extends OpName>(context: BlockContext, node: OpNodeOf<K>): boolean {
  return handlers[node.op]?.(context, node) ?? false;
}

/** The node, once what it reads is there in the order of the op graph. */
function readable(forms: Forms, node: OpNode): OpNode {
  for (const input of node.inputs) forms.get(input, 'last');
  return node;
}
