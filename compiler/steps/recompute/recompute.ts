import { createOps, type ScopedOps } from '../../ops/builder.ts';
import { liveNodes } from '../../ops/live-nodes.ts';
import { GraphScope } from '../../ops/scope.ts';
import { isSymbolic } from '../../shapes/size.ts';
import type { OpGraph, OpNode, Tensor } from '../../ops/types.ts';
import { peakBytes } from '../../ops/peak-memory.ts';
import { isLeaf } from './leaves.ts';
import { nominalCount, planSegments, type Plan } from './plan.ts';

/** How many of the tensors before a segment come into question as its signal. */
const signalsSought = 40;

/** What saves less than this share of what layers make is not worth a second forward pass. */
const leastSaved = 0.2;

/**
 * A training step that keeps less of the forward part: the results within a segment are let go of, and made again
 * when the way back comes to it (gradient checkpointing). What it computes stays the same. Of several ways to cut, it
 * takes the one with which least is there at one time, the way back and what it makes meanwhile included.
 *
 * Engines take equal ops for one, and may run them as soon as their inputs are there. What is made again therefore
 * waits for a signal, a gradient of the segment behind: its inputs are multiplied by 1, which is made from the signal.
 * @param isForward whether a result belongs to the forward part, the losses among it
 * @returns the graph itself where it would not pay
 */
export function recompute(graph: OpGraph, isForward: (tensor: Tensor) => boolean): OpGraph {
  const forward = graph.nodes.filter(({ outputs }) => isForward(outputs[0]!));
  const backward = graph.nodes.filter(({ outputs }) => !isForward(outputs[0]!));
  const produced = new Set(forward.flatMap((node) => (isLeaf(node) ? [] : node.outputs.map(({ id }) => id))));
  const saved = new Set(
    backward.flatMap(({ inputs }) => inputs.map(({ id }) => id)).filter((id) => produced.has(id)),
  );
  let best = graph;
  let least = (1 - leastSaved) * peakOfSamples(graph);
  for (const plan of planSegments(forward, saved)) {
    const nodes = [...forward, ...new WayBack(graph, forward, plan).write(backward)];
    const changed = { ...graph, nodes: liveNodes(nodes, graph.outputs) };
    const peak = peakOfSamples(changed);
    if (peak < least) [best, least] = [changed, peak];
  }
  return best;
}

/** The most that is there at one time of what grows with the data, in numbers; the rest is the same in every way to cut. */
function peakOfSamples(graph: OpGraph): number {
  return peakBytes(graph, {
    bytesOf: (tensor) => (tensor.shape.some(isSymbolic) ? nominalCount(tensor) : 0),
  });
}

/** Writes the way back anew, with what it needs made again. */
class WayBack {
  private readonly plan: Plan;
  private readonly ops: ScopedOps;
  private readonly producers = new Map<number, OpNode>();
  /** Nodes of the scope that have been taken. */
  private taken = 0;
  private readonly nodes: OpNode[] = [];
  /** For results of the way back, the earliest segment that they stand on. */
  private readonly levels = new Map<number, number>();
  private readonly results: Tensor[] = [];
  /** What is left, gradients of weights, of results that were made again, by their segment. */
  private readonly fruits = new Map<number, Tensor[]>();
  private readonly signals = new Map<number, Tensor | undefined>();
  private readonly again = new Map<number, Tensor>();
  private readonly waiting = new Map<string, Tensor>();

  constructor(graph: OpGraph, forward: readonly OpNode[], plan: Plan) {
    this.plan = plan;
    for (const node of forward) for (const { id } of node.outputs) this.producers.set(id, node);
    this.ops = createOps(new GraphScope({ next: greatestNumber(graph) + 1 }));
  }

  write(backward: readonly OpNode[]): readonly OpNode[] {
    for (const node of backward) {
      const inputs = node.inputs.map((input) => this.given(input));
      this.nodes.push({ ...node, inputs } as OpNode);
      const level = Math.min(...node.inputs.map((input) => this.levelOf(input)));
      for (const output of node.outputs) this.levels.set(output.id, level);
      this.results.push(...node.outputs);
      for (const input of node.inputs) this.noteFruits(this.segmentOf(input), node.outputs);
    }
    return this.nodes;
  }

  private noteFruits(segment: number | undefined, outputs: readonly Tensor[]): void {
    if (segment === undefined) return;
    const ofWeights = outputs.filter(({ dtype, shape }) => dtype === 'float32' && !shape.some(isSymbolic));
    this.fruits.set(segment, [...(this.fruits.get(segment) ?? []), ...ofWeights]);
  }

  /** What a node of the way back gets in the place of a tensor. */
  private given(tensor: Tensor): Tensor {
    const segment = this.segmentOf(tensor);
    if (segment === undefined || segment === this.plan.segments - 1 || !this.signalOf(segment)) return tensor;
    const again = this.makeAgain(tensor, segment);
    this.takeNew();
    return again;
  }

  /** The segment that a result of the forward part belongs to; undefined for what does not grow with the data. */
  private segmentOf({ id, shape }: Tensor): number | undefined {
    const node = this.producers.get(id);
    const isFixed = !shape.some(isSymbolic) && this.plan.kept.has(id);
    return !node || isLeaf(node) || isFixed ? undefined : this.plan.segmentOf.get(id);
  }

  private levelOf(tensor: Tensor): number {
    return this.levels.get(tensor.id) ?? this.segmentOf(tensor) ?? Infinity;
  }

  /** A result of the segment, of kept ones as they are once the signal is there. */
  private makeAgain(tensor: Tensor, segment: number): Tensor {
    const known = this.again.get(tensor.id);
    if (known) return known;
    const node = this.producers.get(tensor.id);
    if (!node || isLeaf(node)) return isSmall(tensor) ? this.wait(tensor, segment) : tensor;
    if (this.plan.kept.has(tensor.id)) return this.wait(tensor, segment);
    const inputs = node.inputs.map((input) => this.makeAgain(input, segment));
    // Of weights alone, such as a kernel turned around: nothing to wait for, and little to keep.
    const isSame = inputs.every((input, at) => input === node.inputs[at]);
    const outputs = isSame ? node.outputs : this.ops.emit(node.op, inputs, node.attributes);
    node.outputs.forEach(({ id }, at) => this.again.set(id, outputs[at]!));
    return this.again.get(tensor.id)!;
  }

  private wait(tensor: Tensor, segment: number): Tensor {
    if (tensor.dtype !== 'float32' && tensor.dtype !== 'int32') return tensor;
    const key = `${segment} ${tensor.id}`;
    const known = this.waiting.get(key);
    if (known) return known;
    const waiting = this.ops.multiply(tensor, this.ops.cast(this.signalOf(segment)!, tensor.dtype));
    this.waiting.set(key, waiting);
    return waiting;
  }

  /**
   * What is true, and there when the way back comes to a segment: of a result that stands on later segments
   * alone, so that nothing waits for itself. One number is read of the smallest of the latest ones; and of each
   * gradient of a weight in the segment behind, which an engine would otherwise leave for later, with what it needs.
   */
  private signalOf(segment: number): Tensor | undefined {
    if (this.signals.has(segment)) return this.signals.get(segment);
    const fitting = this.results.filter(({ id, dtype }) => {
      const level = this.levels.get(id)!;
      return dtype === 'float32' && level > segment && level !== Infinity;
    });
    const latest = fitting.slice(-signalsSought);
    const smallest = latest.reduceRight<Tensor | undefined>(
      (best, each) => (best && nominalCount(best) <= nominalCount(each) ? best : each),
      undefined,
    );
    const fruits = (this.fruits.get(segment + 1) ?? []).filter(({ id }) => this.levels.get(id)! > segment);
    const signal =
      smallest &&
      fruits
        .map((each) => this.truthOf(each))
        .reduce((all, truth) => this.ops.and(all, truth), this.truthOf(smallest));
    this.signals.set(segment, signal);
    this.takeNew();
    return signal;
  }

  private truthOf(tensor: Tensor): Tensor {
    const { ops } = this;
    const first = tensor.shape.reduce<Tensor>((part, _, axis) => ops.sliceAxis(part, axis, 0, 1), tensor);
    const number = ops.reshape(first, []);
    // Of a number that is no number, too.
    return ops.not(ops.less(number, number));
  }

  /** Moves what was written into the scope into the list. */
  private takeNew(): void {
    const { nodes } = this.ops.scope;
    this.nodes.push(...nodes.slice(this.taken));
    this.taken = nodes.length;
  }
}

/** The greatest number of a tensor, those in loops included. */
function greatestNumber({ nodes }: OpGraph): number {
  let most = 0;
  for (const node of nodes) {
    for (const { id } of node.outputs) most = Math.max(most, id);
    if (node.op === 'scan') most = Math.max(most, greatestNumber(node.attributes.body));
  }
  return most;
}

/** A single number, such as the key of random ones, is no cost to copy. */
function isSmall({ shape }: Tensor): boolean {
  return shape.length === 0;
}
