import { createOps, type ScopedOps } from '../../ops/builder.ts';
import type { NamedTensor, OpGraph, OpName, OpNode, OpNodeOf, Tensor } from '../../ops/types.ts';

/** A tensor that is not there yet: base · factor + shift, with numbers for the last axis. */
interface Pending {
  readonly base: Base;
  readonly factor?: Tensor | undefined;
  readonly shift?: Tensor | undefined;
}

/** A tensor, or a convolution or product that is not there yet, whose weights can take a factor in. */
type Base =
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
  | {
      readonly kind: 'product';
      readonly node: OpNodeOf<'convolution'> | OpNodeOf<'matmul'>;
      readonly x: Tensor;
      readonly weights: Tensor;
    };

/**
 * Folds factors and shifts of channels, as normalizations are when a model only predicts, into the weights of the
 * convolution or product before them. Where there is none, a chain of them becomes one op.
 * @param known names of inputs whose values are known when the graph is written: factors are computed beforehand
 */
export function foldAffine(graph: OpGraph, known: ReadonlySet<string>): OpGraph {
  return new Folding(graph, known).run();
}

class Folding {
  private readonly graph: OpGraph;
  private readonly ops: ScopedOps = createOps();
  private readonly readers: ReadonlyMap<number, number>;
  /** Tensors of the old graph that depend on known values alone. */
  private readonly fixed: ReadonlySet<number>;
  private readonly done = new Map<number, Tensor>();
  private readonly pending = new Map<number, Pending>();

  constructor(graph: OpGraph, known: ReadonlySet<string>) {
    this.graph = graph;
    this.readers = countReaders(graph);
    this.fixed = fixedTensors(graph, known);
  }

  run(): OpGraph {
    const { graph, ops } = this;
    for (const { name, tensor } of graph.inputs) {
      this.done.set(tensor.id, ops.scope.input(name, tensor.dtype, tensor.shape));
    }
    for (const node of graph.nodes) if (node.op !== 'input') this.add(node);
    const outputs = graph.outputs.map(({ name, tensor }): NamedTensor => ({
      name,
      tensor: this.get(tensor),
    }));
    return ops.scope.build(outputs);
  }

  private add(node: OpNode): void {
    const [result] = node.outputs;
    const pending = this.productOf(node) ?? this.affineOf(node);
    if (pending) {
      this.pending.set(result!.id, pending);
      return;
    }
    const outputs = this.emit(
      node,
      node.inputs.map((input) => this.get(input)),
    );
    node.outputs.forEach((output, index) => this.done.set(output.id, outputs[index]!));
  }

  private emit<K extends OpName>(node: OpNodeOf<K>, inputs: readonly Tensor[]): readonly Tensor[] {
    const { scope } = this.ops;
    const any = node as OpNode;
    if (any.op !== 'constant') return scope.emitAgain(node, inputs);
    const [{ dtype, shape }] = any.outputs as readonly [Tensor];
    return [scope.constant(any.attributes.data, shape as readonly number[], dtype)];
  }

  /** A convolution or product with known weights waits for factors. */
  private productOf(node: OpNode): Pending | undefined {
    const isProduct =
      node.op === 'convolution' ||
      (node.op === 'matmul' && !node.attributes.transposeB && isMatrix(node.inputs[1]!));
    if (!isProduct || !this.fixed.has(node.inputs[1]!.id) || this.fixed.has(node.inputs[0]!.id))
      return undefined;
    const [x, weights] = node.inputs.map((input) => this.get(input)) as [Tensor, Tensor];
    return { base: { kind: 'product', node, x, weights } };
  }

  private affineOf(node: OpNode): Pending | undefined {
    if (!(node.op === 'add' || node.op === 'subtract' || node.op === 'multiply')) return undefined;
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    const [result] = node.outputs as readonly [Tensor];
    const isLeft = this.isVector(b, result) && !this.fixed.has(a.id) && isAlike(a, result);
    const isRight = this.isVector(a, result) && !this.fixed.has(b.id) && isAlike(b, result);
    if (!isLeft && !(isRight && node.op !== 'subtract')) return undefined;
    const [whole, other] = isLeft ? [a, b] : [b, a];
    return this.applied(node.op, this.open(whole), this.vector(other, result));
  }

  private applied(op: 'add' | 'subtract' | 'multiply', before: Pending, vector: Tensor): Pending {
    const { ops } = this;
    const { factor, shift } = before;
    if (op !== 'multiply') {
      const signed = op === 'add' ? vector : ops.negate(vector);
      return { ...before, shift: shift ? ops.add(shift, signed) : signed };
    }
    return {
      ...before,
      factor: factor ? ops.multiply(factor, vector) : vector,
      ...(shift && { shift: ops.multiply(shift, vector) }),
    };
  }

  /** A tensor to go on with: what it waits for where nobody else reads it, else itself. */
  private open(tensor: Tensor): Pending {
    const pending = this.pending.get(tensor.id);
    if (pending && this.readers.get(tensor.id) === 1) return pending;
    return { base: { kind: 'tensor', tensor: this.get(tensor) } };
  }

  private get(tensor: Tensor): Tensor {
    const known = this.done.get(tensor.id);
    if (known) return known;
    const pending = this.pending.get(tensor.id);
    if (!pending) throw new Error(`Tensor ${tensor.id} is used before it is made.`);
    const made = this.make(pending);
    this.done.set(tensor.id, made);
    return made;
  }

  private make({ base, factor, shift }: Pending): Tensor {
    const { ops } = this;
    if (base.kind === 'tensor') {
      if (factor && shift) return ops.emit('channelAffine', [base.tensor, factor, shift], {})[0]!;
      return factor ? ops.multiply(base.tensor, factor) : shift ? ops.add(base.tensor, shift) : base.tensor;
    }
    const weights = factor ? ops.multiply(base.weights, factor) : base.weights;
    const [product] = this.emit(base.node, [base.x, weights]);
    return shift ? ops.add(product!, shift) : product!;
  }

  /** True for known numbers that broadcast along the last axis alone. */
  private isVector(tensor: Tensor, whole: Tensor): boolean {
    const { shape } = tensor;
    const channels = whole.shape.at(-1);
    if (!this.fixed.has(tensor.id) || whole.shape.length < 2 || typeof channels !== 'number') return false;
    return (
      shape.slice(0, -1).every((size) => size === 1) &&
      [channels, 1, undefined].includes(shape.at(-1) as number)
    );
  }

  private vector(tensor: Tensor, whole: Tensor): Tensor {
    const { ops } = this;
    const channels = whole.shape.at(-1)!;
    const given = this.get(tensor);
    const flat = ops.reshape(given, given.shape.length === 0 ? [1] : [given.shape.at(-1)!]);
    return ops.expand(flat, [channels]);
  }
}

function isMatrix({ shape }: Tensor): boolean {
  return shape.length === 2;
}

function isAlike(a: Tensor, b: Tensor): boolean {
  return a.dtype === 'float32' && a.shape.length === b.shape.length && a.shape.at(-1) === b.shape.at(-1);
}

/** How often each tensor is read, outputs of the graph included. */
function countReaders({ nodes, outputs }: OpGraph): ReadonlyMap<number, number> {
  const readers = new Map<number, number>();
  const read = ({ id }: Tensor): void => void readers.set(id, (readers.get(id) ?? 0) + 1);
  for (const { inputs } of nodes) inputs.forEach(read);
  for (const { tensor } of outputs) read(tensor);
  return readers;
}

function fixedTensors({ nodes, inputs }: OpGraph, known: ReadonlySet<string>): ReadonlySet<number> {
  const fixed = new Set(inputs.flatMap(({ name, tensor }) => (known.has(name) ? [tensor.id] : [])));
  for (const node of nodes) {
    if (node.op === 'input' || node.op === 'scan' || !node.inputs.every(({ id }) => fixed.has(id))) continue;
    for (const { id } of node.outputs) fixed.add(id);
  }
  return fixed;
}
