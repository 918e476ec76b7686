import { bindSizes, type SizeValues } from '../../ops/bind-sizes.ts';
import { printOpGraph } from '../../ops/print.ts';
import { inMixedPrecision } from '../../ops/mixed-precision.ts';
import { rebuild } from '../../ops/rebuild.ts';
import type { OpGraph, OpNode } from '../../ops/types.ts';
import { findChains, type Chain } from './blocked/chains.ts';
import { gainsFromBlocks, kindOfConvolution } from './blocked/choose.ts';
import { expandAround } from './blocked/emit-blocked.ts';
import type { Precision } from '../../shapes/precision.ts';
import { inEmittedOps } from './emit-node.ts';
import { foldAffine } from './fold-affine.ts';
import { findFused } from './fused-nodes.ts';
import { webGpuReplacements } from './webgpu/replacements.ts';

/** Channels of a block where a machine has AVX-512: what is printed or estimated takes it, the same everywhere. */
export const largestBlock = 16;

/** What is known of a step when it is written for onnxruntime. */
export interface Circumstances {
  /** Numbers for open sizes. */
  readonly sizes?: SizeValues | undefined;
  /** Names of inputs whose values are inside. */
  readonly known?: ReadonlySet<string>;
  /** Channels of a block of onnxruntime's convolutions. */
  readonly block?: number | undefined;
  /** True where onnxruntime's WebGPU provider runs it. */
  readonly gpu?: boolean;
  /** True where the device has float16. */
  readonly half?: boolean;
  /** The floats of products whose layers say nothing; float32 where it is left out. */
  readonly precision?: Precision | undefined;
}

type Pass = (graph: OpGraph, circumstances: Circumstances) => OpGraph;

/** What a graph goes through before it is written, in order. Each pass leaves its meaning as it is. */
const passes = {
  /** Factors and shifts of channels go into known weights. */
  fold: (graph, { known }) => (known && known.size > 0 ? foldAffine(graph, known) : graph),
  /** Open sizes become numbers. */
  bind: (graph, { sizes }) => (sizes ? bindSizes(graph, sizes) : graph),
  /** Loops and ops that the GPU's provider lacks become others. */
  replace: (graph, { gpu }) =>
    gpu ? rebuild(graph, { replaces: webGpuReplacements, unrolls: true }) : graph,
  /** Products compute in float16, where a training or a layer asks for it and the GPU has it. */
  halve: (graph, { half, precision = 'float32' }) => (half ? inMixedPrecision(graph, precision) : graph),
  /** Composite ops that do not run whole become what they are made of. */
  expand: (graph, { block }) =>
    runsInBlocks(graph, block) ? expandAround(graph, block) : inEmittedOps(graph),
} satisfies Readonly<Record<string, Pass>>;

/** Passes that can be printed; the last one says how the nodes of the one before are written. */
export const passNames = [...(Object.keys(passes) as (keyof typeof passes)[]), 'blocks'] as const;

export type PassName = (typeof passNames)[number];

/** Passes that change graphs for a GPU alone. */
export const gpuPasses: ReadonlySet<PassName> = new Set(['replace', 'halve']);

/** The graph as onnxruntime gets it, in the ops of the op graph. */
export function runPasses(graph: OpGraph, circumstances: Circumstances, last: PassName = 'blocks'): OpGraph {
  let result = graph;
  for (const [name, pass] of Object.entries(passes)) {
    result = pass(result, circumstances);
    if (name === last) break;
  }
  return result;
}

/** A graph after a pass as text; after the last one with what runs in blocks, and what runs as or in one with another. */
export function printAfter(last: PassName, graph: OpGraph, circumstances: Circumstances): string {
  const { block, gpu } = circumstances;
  const result = runPasses(graph, circumstances, last);
  if (last !== 'blocks') return printOpGraph(result);
  const fused = findFused(result, gpu);
  const inBlocks = runsInBlocks(result, block) ? block : undefined;
  const chains = inBlocks === undefined ? undefined : findChains(result, inBlocks);
  return printOpGraph(result, '', (node) => {
    const whole = fused.byLast.get(node);
    if (whole) return whole.text;
    if (chains?.inside.has(node) || fused.inside.has(node)) return 'within the next';
    const chain = chains?.byLast.get(node);
    return chain && chainText(chain, inBlocks!);
  });
}

function chainText({ head, before, activation, sum, bias }: Chain, block: number): string {
  const activationText =
    typeof activation === 'object' ? `clip to ${activation.low} … ${activation.high}` : activation;
  const parts = [bias && `bias %${bias.id}`, sum && `sum with %${sum.id}`, activationText];
  const also = parts.filter((part) => part !== undefined);
  const kind = kindText(head, block);
  return `in blocks of ${block}, ${kind}${before.length > 0 ? ` with ${also.join(', ')}` : ''}`;
}

function kindText(head: OpNode, block: number): string {
  if (head.op !== 'convolution') return head.op;
  const kind = kindOfConvolution(head.inputs[0]!, head.inputs[1]!, head.attributes, block);
  return `${kind} ${head.op}`;
}

function runsInBlocks(graph: OpGraph, block: number | undefined): block is number {
  return block !== undefined && gainsFromBlocks(graph, block);
}
