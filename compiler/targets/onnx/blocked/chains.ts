import { sameShape } from '../../../ops/simplify.ts';
import type { OpGraph, OpNode, OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { BlockActivation } from './block-writer.ts';
import { kindOfConvolution } from './choose.ts';
import { runsWhole } from './input-gradient.ts';

/** What one convolution of blocks does besides: a bias, the sum with another tensor, an activation, in this order. */
export interface Chain {
  readonly head:
    | OpNodeOf<'channelAffine'>
    | OpNodeOf<'convolution'>
    | OpNodeOf<'batchNormalization'>
    | OpNodeOf<'batchNormalizationGradient'>
    | OpNodeOf<'convolutionInputGradient'>;
  /** Its nodes but for the last. */
  readonly before: readonly OpNode[];
  readonly bias: Tensor | undefined;
  readonly sum: Tensor | undefined;
  readonly activation: BlockActivation | undefined;
  /** The node that gives the result: the chain is written in its place, where all that it reads has been made. */
  readonly last: OpNode;
  readonly result: Tensor;
}

/** The chains of a graph, by their last nodes; `inside` holds all other nodes of them. */
export interface Chains {
  readonly byLast: ReadonlyMap<OpNode, Chain>;
  readonly inside: ReadonlySet<OpNode>;
}

/**
 * Finds what follows convolutions, normalizations and gradients of inputs and can be done in the same pass. What
 * stands between is read by nothing else, since it is never there.
 */
export function findChains(graph: OpGraph, block: number): Chains {
  const readers = onlyReaders(graph);
  const byLast = new Map<OpNode, Chain>();
  const inside = new Set<OpNode>();
  const isTaken = (node: OpNode): boolean => inside.has(node) || byLast.has(node);
  for (const node of graph.nodes) {
    if (!isHead(node, block)) continue;
    const chain = chainFrom(node, readers, isTaken);
    byLast.set(chain.last, chain);
    for (const each of chain.before) inside.add(each);
  }
  return { byLast, inside };
}

function chainFrom(
  head: Chain['head'],
  readers: ReadonlyMap<number, OpNode>,
  isTaken: (node: OpNode) => boolean,
): Chain {
  const before: OpNode[] = [];
  let last: OpNode = head;
  let result = head.outputs[0]!;
  let bias: Tensor | undefined;
  let activation: BlockActivation | undefined;
  const take = (node: OpNode): void => {
    before.push(last);
    last = node;
    result = node.outputs[0]!;
  };
  /** The other operand of an addition that nothing has taken and that reads the result alone. */
  const addend = (fits: (other: Tensor) => boolean): Tensor | undefined => {
    const next = readers.get(result.id);
    if (next?.op !== 'add' || isTaken(next) || !sameShape(next.outputs[0]!.shape, result.shape))
      return undefined;
    const other = next.inputs[0]!.id === result.id ? next.inputs[1]! : next.inputs[0]!;
    return other.id !== result.id && fits(other) ? other : undefined;
  };
  if (head.op === 'convolution') {
    const channels = result.shape.at(-1);
    bias = addend(({ shape }) => shape.length === 1 && shape[0] === channels);
    if (bias) take(readers.get(result.id)!);
  }
  const sum = addend((other) => sameShape(other.shape, result.shape));
  if (sum) take(readers.get(result.id)!);
  if (!isGradient(head)) {
    const rectified = readers.get(result.id);
    if (rectified?.op === 'relu' && !isTaken(rectified)) {
      take(rectified);
      activation = 'relu';
    }
    const clipped = readers.get(result.id);
    if (clipped?.op === 'clip' && !isTaken(clipped)) {
      take(clipped);
      const { low, high } = clipped.attributes;
      activation = { low: activation === 'relu' ? Math.max(low, 0) : low, high };
    }
  }
  return { head, before, bias, sum, activation, last, result };
}

/** What is in a graph for blocks only where it runs in them. */
const whole: ReadonlySet<OpNode['op']> = new Set([
  'batchNormalization',
  'batchNormalizationGradient',
  'channelAffine',
]);

/** A gradient is what others add to; nothing rectifies it. */
function isGradient({ op }: Chain['head']): boolean {
  return op === 'batchNormalizationGradient' || op === 'convolutionInputGradient';
}

function isHead(node: OpNode, block: number): node is Chain['head'] {
  if (whole.has(node.op)) return true;
  if (node.op === 'convolution') {
    return kindOfConvolution(node.inputs[0]!, node.inputs[1]!, node.attributes, block) !== undefined;
  }
  return node.op === 'convolutionInputGradient' && runsWhole(node, block);
}

/** The node that reads a tensor, by its id, where there is just one. */
function onlyReaders({ nodes, outputs }: OpGraph): ReadonlyMap<number, OpNode> {
  const readers = new Map<number, OpNode | undefined>();
  const read = (id: number, node: OpNode | undefined): void =>
    void readers.set(id, readers.has(id) ? undefined : node);
  for (const node of nodes) for (const { id } of node.inputs) read(id, node);
  for (const { tensor } of outputs) read(tensor.id, undefined);
  return new Map([...readers].flatMap(([id, node]) => (node ? [[id, node]] : [])));
}
