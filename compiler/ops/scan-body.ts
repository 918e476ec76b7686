import type { Size } from '../shapes/size.ts';
import { GraphScope, type Importer } from './scope.ts';
import type { OpNodeOf, Tensor } from './types.ts';

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
    const feeds = [...this.states, ...this.scanned, ...this.captured];
    const graph = this.scope.build(outputs);
    const inputs = feeds.map(({ inner }, index) => ({ name: graph.inputs.find((i) => i.tensor.id === inner.id)?.name ?? `input_${index}`, tensor: inner }));
    const results = this.outer.emit(
      'scan',
      feeds.map(({ outer }) => outer),
      { body: { ...graph, inputs }, states: this.states.length, scanned: this.scanned.length, reverse, length },
    );
    return { states: results.slice(0, newStates.length), stacked: results.slice(newStates.length) };
  }
}
