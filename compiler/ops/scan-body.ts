import type { Size } from '../shapes/size.ts';
import { hoistNode } from './scan-hoist.ts';
import { liveNodes } from './live-nodes.ts';
import type { GraphScope, Importer } from './scope.ts';
import type { NamedTensor, OpNode, OpNodeOf, Tensor } from './types.ts';

/** The body of a scan under construction, with the tensors around it that feed its inputs. */
export class ScanBody {
  readonly scope: GraphScope;
  private readonly outer: GraphScope;
  private readonly states: { outer: Tensor; inner: Tensor }[] = [];
  private readonly scanned: { outer: Tensor; inner: Tensor }[] = [];
  private readonly captured: { outer: Tensor; inner: Tensor }[] = [];

  /**
   * @param importer finds tensors that belong to neither graph (a gradient's body meets those of the forward
   * body); by default everything foreign is captured from outside.
   */
  constructor(outer: GraphScope, importer?: Importer) {
    this.outer = outer;
    this.scope = outer.createBody(importer ?? ((tensor) => this.capture(tensor)));
  }

  addState(initial: Tensor): Tensor {
    const inner = this.scope.input(`state_${this.states.length}`, initial.dtype, initial.shape);
    this.states.push({ outer: initial, inner });
    return inner;
  }

  /** One step's slice of a tensor; the same tensor is scanned once. */
  addScanned(tensor: Tensor): Tensor {
    const known = this.scanned.find(({ outer }) => outer.id === tensor.id);
    if (known) return known.inner;
    const inner = this.scope.input(`slice_${this.scanned.length}`, tensor.dtype, tensor.shape.slice(1));
    this.scanned.push({ outer: tensor, inner });
    return inner;
  }

  /** A tensor from outside that is the same in every step. */
  capture(tensor: Tensor): Tensor {
    const outer = this.outer.import(tensor);
    const node = this.outer.producer(outer);
    if (node?.op === 'constant') {
      const { data } = (node as OpNodeOf<'constant'>).attributes;
      return this.scope.constant(data, outer.shape as readonly number[], outer.dtype);
    }
    const known = this.captured.find((pair) => pair.outer.id === outer.id);
    if (known) return known.inner;
    const inner = this.scope.input(`captured_${this.captured.length}`, outer.dtype, outer.shape);
    this.captured.push({ outer, inner });
    return inner;
  }

  /** The whole tensor of which `inner` is one step's slice, if it is one. */
  scannedFrom(inner: Tensor): Tensor | undefined {
    return this.scanned.find((pair) => pair.inner.id === inner.id)?.outer;
  }

  finish(
    newStates: readonly Tensor[],
    stacked: readonly Tensor[],
    { reverse, length }: { reverse: boolean; length: Size },
  ): { readonly states: readonly Tensor[]; readonly stacked: readonly Tensor[] } {
    const own = (tensor: Tensor): Tensor => this.scope.import(tensor);
    const outputs = [
      ...newStates.map((tensor, index) => ({ name: `state_${index}_next`, tensor: own(tensor) })),
      ...stacked.map((tensor, index) => ({ name: `stacked_${index}`, tensor: own(tensor) })),
    ];
    const { scanned, remaining, outside } = this.hoist(outputs);
    const inLoop = outputs.filter(({ tensor }, index) => index < newStates.length || !outside.has(tensor.id));
    const graph = liveNodes(remaining, inLoop);
    const used = new Set(
      [...graph.flatMap((node) => node.inputs), ...inLoop.map(({ tensor }) => tensor)].map(({ id }) => id),
    );
    const keptScans = scanned.filter(({ inner }) => used.has(inner.id));
    const feeds = [...this.states, ...keptScans, ...this.captured.filter(({ inner }) => used.has(inner.id))];
    const results = this.outer.emit(
      'scan',
      feeds.map((feed) => feed.outer),
      {
        body: {
          nodes: graph.filter((node) => node.op !== 'input'),
          inputs: feeds.map(({ inner }, index) => ({ name: `input_${index}`, tensor: inner })),
          outputs: inLoop,
        },
        states: this.states.length,
        scanned: keptScans.length,
        reverse,
        length,
      },
    );
    let next = newStates.length;
    return {
      states: results.slice(0, newStates.length),
      stacked: outputs
        .slice(newStates.length)
        .map(({ tensor }) => outside.get(tensor.id) ?? results[next++]!),
    };
  }

  /** (x · a) · b as x · (a · b), where a and b do not depend on states: their product then leaves the loop. */
  private regroup(
    node: OpNode,
    before: readonly OpNode[],
    outside: Map<number, Tensor>,
    constant: ReadonlyMap<number, Tensor>,
  ): OpNode {
    if (node.op !== 'multiply') return node;
    const outer = ({ id }: Tensor): Tensor | undefined => outside.get(id) ?? constant.get(id);
    const factor = node.inputs.find(outer);
    const rest = node.inputs.find((input) => input !== factor);
    const inner = before.find((other) => other.op === 'multiply' && other.outputs[0]!.id === rest?.id);
    const other = inner?.inputs.find(outer);
    const core = inner?.inputs.find((input) => input !== other);
    const [result] = node.outputs;
    const sameRank = [factor, other, core].every((each) => each?.shape.length === result!.shape.length);
    if (!factor || !other || !core || !sameRank || !(outside.has(factor.id) || outside.has(other.id)))
      return node;
    const [product] = this.outer.emit('multiply', [outer(other)!, outer(factor)!], {});
    const slice = this.addScanned(product!);
    outside.set(slice.id, product!);
    return { ...node, inputs: [core, slice] };
  }

  /**
   * Moves what depends on no state out of the loop: there it is one op over all steps. Only ops that treat each
   * entry, or each step's matrix, alike can move; their operands must be whole slices, captured or constant.
   */
  private hoist(outputs: readonly NamedTensor[]): {
    readonly scanned: readonly { readonly outer: Tensor; readonly inner: Tensor }[];
    readonly remaining: readonly OpNode[];
    /** The stacked values of hoisted tensors, by the id that they have in the body. */
    readonly outside: ReadonlyMap<number, Tensor>;
  } {
    const outside = new Map(this.scanned.map(({ inner, outer }) => [inner.id, outer]));
    const constant = new Map(this.captured.map(({ inner, outer }) => [inner.id, outer]));
    const remaining: OpNode[] = [];
    const live = liveNodes(this.scope.nodes, outputs);
    for (const node of live) {
      const [result] = node.outputs;
      if (node.op === 'constant' && result!.shape.length === 0) {
        constant.set(result!.id, this.outer.constant(node.attributes.data, [], result!.dtype));
      }
      const stacked = node.op === 'input' ? undefined : hoistNode(this.outer, node, outside, constant);
      if (stacked) outside.set(result!.id, stacked);
      else remaining.push(this.regroup(node, remaining, outside, constant));
    }
    const known = new Set(this.scanned.map(({ inner }) => inner.id));
    const moved = live
      .filter((node) => outside.has(node.outputs[0]!.id) && !known.has(node.outputs[0]!.id))
      .map((node) => ({ inner: node.outputs[0]!, outer: outside.get(node.outputs[0]!.id)! }));
    return {
      scanned: [...this.scanned, ...moved],
      remaining,
      outside: new Map(moved.map(({ inner, outer }) => [inner.id, outer])),
    };
  }
}
