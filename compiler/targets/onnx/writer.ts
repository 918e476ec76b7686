import { create } from '@bufbuild/protobuf';
import { isSymbolic, type Size, type SizeAtom } from '../../shapes/size.ts';
import type { Tensor } from '../../ops/types.ts';
import {
  GraphProtoSchema,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx_pb.ts';
import { nodeProto, tensorProto, valueInfo, type AttributeValue, type OnnxType } from './proto.ts';

type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** Where a size variable can be read: an axis of a graph input. */
interface SizeSource {
  readonly input: string;
  readonly axis: number;
}

/** Where a node runs, whether it keeps its place in the order, and whether it may stop. */
type Mark = 'onHost' | 'inOrder' | 'fallible';

/** A graph in ONNX under construction: nodes, constants and sizes, each written once. */
export class OnnxWriter {
  private readonly nodes: NodeProto[] = [];
  private readonly initializers: TensorProto[] = [];
  private readonly constants = new Map<string, string>();
  private readonly sizes = new Map<string, string>();
  private readonly sizeSources = new Map<string, SizeSource>();
  private readonly names = new Map<number, string>();
  private readonly outputNames = new Map<string, string>();
  private readonly copies: NodeProto[] = [];
  private readonly made = new Set<string>();
  /** Names of nodes that are to run on the processor wherever the others do. */
  readonly hostNodes: string[];
  /** What is noted of the nodes that are added. */
  private readonly marks = new Set<Mark>();
  /** Nodes that are to run in the order in which they are written. */
  readonly inOrder: NodeProto[] = [];
  /** Names of nodes that may stop at the data that they are given. */
  readonly fallible = new Set<string>();
  /** Domains of nodes besides ONNX's own. */
  readonly domains: Set<string>;
  private readonly parent: OnnxWriter | undefined;
  private readonly counter: { next: number };

  constructor(parent?: OnnxWriter) {
    this.parent = parent;
    this.counter = parent ? parent.counter : { next: 0 };
    this.hostNodes = parent ? parent.hostNodes : [];
    this.domains = parent ? parent.domains : new Set();
  }

  /**
   * Adds nodes that are to run on the processor, where a GPU runs the others: whole numbers and their bits, which
   * its providers lack in part. Without, they would go to and fro between the two.
   */
  onHost<T>(write: () => T): T {
    return this.marking('onHost', write);
  }

  /** Adds nodes that are to run in this order, which memory depends on. */
  keepingOrder<T>(write: () => T): T {
    return this.marking('inOrder', write);
  }

  /** Adds nodes of which one may stop at the data that it is given. */
  failing<T>(write: () => T): T {
    return this.marking('fallible', write);
  }

  private marking<T>(mark: Mark, write: () => T): T {
    const wasMarked = this.marks.has(mark);
    this.marks.add(mark);
    try {
      return write();
    } finally {
      if (!wasMarked) this.marks.delete(mark);
    }
  }

  /** Adds a node with one result and returns the result's name. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodeWith(operator, inputs, 1, attributes)[0]!;
  }

  /** @param outputs how many results, or which of those that may be left out are wanted; the others have no name */
  nodeWith(
    operator: string,
    inputs: readonly string[],
    outputs: number | readonly boolean[],
    attributes: Attributes = {},
  ): string[] {
    const wanted = typeof outputs === 'number' ? new Array<boolean>(outputs).fill(true) : outputs;
    const names = wanted.map((isWanted) => (isWanted ? this.freshName() : ''));
    const node = nodeProto(operator, inputs, names, attributes);
    this.nodes.push(node);
    if (this.marks.has('onHost')) this.hostNodes.push(node.name);
    if (this.marks.has('inOrder')) this.inOrder.push(node);
    if (this.marks.has('fallible')) this.fallible.add(node.name);
    for (const name of names) if (name !== '') this.made.add(name);
    return names;
  }

  /** A node of another domain than ONNX's own, which the model then names. */
  nodeIn(domain: string, operator: string, inputs: readonly string[], attributes: Attributes): string {
    const name = this.node(operator, inputs, attributes);
    this.nodes[this.nodes.length - 1]!.domain = domain;
    this.domains.add(domain);
    return name;
  }

  /**
   * Makes a value an output of this name. A value that a node of this graph makes is renamed; an input, a constant
   * or one that is an output already needs a copy.
   */
  nameOutput(name: string, as: string): void {
    if (this.made.has(name) && !this.outputNames.has(name)) this.outputNames.set(name, as);
    else this.copies.push(nodeProto('Identity', [name], [as], {}));
  }

  freshName(): string {
    // Inputs and outputs, which are words, cannot have a name with a colon.
    return `v:${this.counter.next++}`;
  }

  /** A constant by its numbers, written once; one with a name of its own stands by itself. */
  constant(type: OnnxType, shape: readonly number[], data: ArrayLike<number>, own?: string): string {
    if (this.parent) return this.parent.constant(type, shape, data, own);
    if (own !== undefined) {
      this.initializers.push(tensorProto(own, type, shape, data));
      return own;
    }
    const key =
      data.length <= 64
        ? `${type} ${shape.join('x')} ${Array.from(data, (v) => (Object.is(v, -0) ? '-0' : v)).join()}`
        : undefined;
    const known = key === undefined ? undefined : this.constants.get(key);
    if (known) return known;
    const name = this.freshName();
    this.initializers.push(tensorProto(name, type, shape, data));
    if (key !== undefined) this.constants.set(key, name);
    return name;
  }

  /** A scalar of the dtype that a tensor has. */
  scalarLike(tensor: Tensor, value: number): string {
    return this.constant(tensor.dtype, [], [value]);
  }

  /** int64 vector of known numbers. */
  integers(values: readonly number[]): string {
    return this.constant('int64', [values.length], values);
  }

  /** int64 vector of sizes, computed from the shapes of the graph's inputs where they are symbolic. */
  sizeVector(sizes: readonly Size[]): string {
    if (!sizes.some(isSymbolic)) return this.integers(sizes as readonly number[]);
    if (this.parent) return this.parent.sizeVector(sizes);
    const parts = sizes.map((size) => this.size(size));
    return parts.length === 1 ? parts[0]! : this.node('Concat', parts, { axis: 0 });
  }

  /** One size as an int64 vector of length 1. */
  size(size: Size): string {
    if (typeof size === 'number') return this.integers([size]);
    if (this.parent) return this.parent.size(size);
    const known = this.sizes.get(size.key);
    if (known) return known;
    let sum: string | undefined;
    for (const term of size.terms) {
      let product = this.sizeAtom(term.factors[0]!);
      for (const factor of term.factors.slice(1))
        product = this.node('Mul', [product, this.sizeAtom(factor)]);
      if (term.coefficient !== 1) product = this.node('Mul', [product, this.integers([term.coefficient])]);
      sum = sum === undefined ? product : this.node('Add', [sum, product]);
    }
    if (size.constant !== 0) sum = this.node('Add', [sum!, this.integers([size.constant])]);
    this.sizes.set(size.key, sum!);
    return sum!;
  }

  private sizeAtom(atom: SizeAtom): string {
    const known = this.sizes.get(atom.key);
    if (known) return known;
    const name = atom.kind === 'call' ? this.sizeCall(atom) : this.sizeOfInput(atom.key);
    this.sizes.set(atom.key, name);
    return name;
  }

  private sizeCall(atom: Extract<SizeAtom, { kind: 'call' }>): string {
    const args = atom.args.map((argument) => this.size(argument));
    const [a, b] = args as [string, string];
    // Integer division truncates; numerators that may be negative take the floored remainder off first.
    const floor = (x: string): string =>
      this.node('Div', [this.node('Sub', [x, this.node('Mod', [x, b])]), b]);
    switch (atom.function) {
      case 'floor':
        return floor(a);
      case 'ceil':
        return this.node('Neg', [floor(this.node('Neg', [a]))]);
      case 'mod':
        return this.node('Mod', [a, b]);
      case 'min':
        return this.node('Min', args);
      case 'max':
        return this.node('Max', args);
    }
  }

  private sizeOfInput(key: string): string {
    const source = this.sizeSources.get(key);
    if (!source) throw new Error(`No input of the graph has the size ${key}.`);
    const { axis } = source;
    return this.node('Shape', [source.input], { start: axis, end: axis + 1 });
  }

  /** Declares an input by name; bare size variables in its shape become known. */
  input(name: string, tensor: Tensor): ValueInfoProto {
    this.names.set(tensor.id, name);
    tensor.shape.forEach((size, axis) => {
      if (!this.parent && isSymbolic(size) && !this.sizeSources.has(size.key)) {
        this.sizeSources.set(size.key, { input: name, axis });
      }
    });
    return valueInfo(name, tensor.dtype, tensor.shape);
  }

  setName(tensor: Tensor, name: string): void {
    this.names.set(tensor.id, name);
  }

  knows(tensor: Tensor): boolean {
    return this.names.has(tensor.id);
  }

  nameOf(tensor: Tensor): string {
    const name = this.names.get(tensor.id) ?? this.parent?.nameOf(tensor);
    if (name === undefined) throw new Error(`Tensor ${tensor.id} is used before it is made.`);
    return name;
  }

  finish(name: string, inputs: readonly ValueInfoProto[], outputs: readonly ValueInfoProto[]): GraphProto {
    const nodes = [...this.nodes, ...this.copies];
    renameValues(nodes, this.outputNames);
    return create(GraphProtoSchema, {
      name,
      node: nodes,
      initializer: this.initializers,
      input: [...inputs],
      output: [...outputs],
    });
  }
}

/** Renames values in nodes and in the graphs inside them, which read outer values by name. */
function renameValues(nodes: readonly NodeProto[], names: ReadonlyMap<string, string>): void {
  if (names.size === 0) return;
  for (const node of nodes) {
    node.input = node.input.map((name) => names.get(name) ?? name);
    node.output = node.output.map((name) => names.get(name) ?? name);
    for (const { g } of node.attribute) if (g) renameValues(g.node, names);
  }
}
