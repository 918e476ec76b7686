import type { Precision } from '../shapes/precision.ts';
import type { Size } from '../shapes/size.ts';
import type { DType } from '../shapes/types.ts';
import { attributesKey } from './attributes-key.ts';
import { definitionOf } from './definitions.ts';
import { liveNodes } from './live-nodes.ts';
import { simplify } from './simplify.ts';
import type { NamedTensor, OpAttributes, OpGraph, OpName, OpNode, OpNodeOf, Tensor } from './types.ts';

/** Where a scope finds a tensor of another graph: a scan's body captures those of the graph around it. */
export type Importer = (tensor: Tensor) => Tensor;

interface ScopeOptions {
  readonly importer?: Importer | undefined;
  readonly precision?: Precision | undefined;
  readonly keepsNumbers?: boolean;
}

/**
 * A graph under construction. Nodes are only ever added, each after what it takes; equal nodes are added once.
 */
export class GraphScope {
  readonly nodes: OpNode[] = [];
  readonly inputs: NamedTensor[] = [];
  private readonly producers = new Map<number, OpNode>();
  private readonly known = new Map<string, readonly Tensor[]>();

  private readonly identities: { next: number };
  private readonly importer: Importer | undefined;
  private floats: Precision | undefined;

  /**
   * Whether numbers stay where they change nothing, as in x * 1: what is made of one number then has the form of what
   * is made of another.
   */
  readonly keepsNumbers: boolean;

  constructor(
    identities: { next: number } = { next: 0 },
    { importer, precision, keepsNumbers = false }: ScopeOptions = {},
  ) {
    this.identities = identities;
    this.importer = importer;
    this.floats = precision;
    this.keepsNumbers = keepsNumbers;
  }

  /** A scope for a scan's body; tensors of other graphs come in through `importer`, or not at all. */
  createBody(importer?: Importer): GraphScope {
    const { identities, floats: precision, keepsNumbers } = this;
    return new GraphScope(identities, { importer, precision, keepsNumbers });
  }

  /** The floats in which what is added computes; undefined for those of the step. */
  get precision(): Precision | undefined {
    return this.floats;
  }

  /** What `work` adds computes in these floats; in those of the step where there are none. */
  within<T>(precision: Precision | undefined, work: () => T): T {
    const around = this.floats;
    this.floats = precision;
    try {
      return work();
    } finally {
      this.floats = around;
    }
  }

  input(name: string, dtype: DType, shape: readonly Size[]): Tensor {
    const [tensor] = this.add('input', [], { name }, [{ dtype, shape }]);
    this.inputs.push({ name, tensor: tensor! });
    return tensor!;
  }

  constant(data: readonly number[], shape: readonly number[], dtype: DType): Tensor {
    const key = `constant ${dtype} ${shape.join('x')} ${data.map((value) => (Object.is(value, -0) ? '-0' : value)).join()}`;
    const known = this.known.get(key);
    if (known) return known[0]!;
    const outputs = this.add('constant', [], { data }, [{ dtype, shape }]);
    this.known.set(key, outputs);
    return outputs[0]!;
  }

  emit<K extends OpName>(op: K, operands: readonly Tensor[], attributes: OpAttributes[K]): readonly Tensor[] {
    const inputs = operands.map((operand) => this.import(operand));
    const simpler = simplify(this, op, inputs, attributes);
    if (simpler) return [simpler];
    const key =
      op === 'scan'
        ? undefined
        : `${op} ${inputs.map((input) => input.id).join()} ${attributesKey(attributes)} ${this.floats ?? ''}`;
    const known = key === undefined ? undefined : this.known.get(key);
    if (known) return known;
    const outputs = this.add(op, inputs, attributes, definitionOf(op).infer(inputs, attributes));
    if (key !== undefined) this.known.set(key, outputs);
    return outputs;
  }

  /** The same op over other operands, in the same floats. */
  emitAgain<K extends OpName>(node: OpNodeOf<K>, operands: readonly Tensor[]): readonly Tensor[] {
    return this.within(node.precision, () => this.emit(node.op, operands, node.attributes));
  }

  /** The tensor as this graph knows it. */
  import(tensor: Tensor): Tensor {
    if (this.producers.has(tensor.id) || !this.importer) return tensor;
    return this.importer(tensor);
  }

  owns(tensor: Tensor): boolean {
    return this.producers.has(tensor.id);
  }

  producer(tensor: Tensor): OpNode | undefined {
    return this.producers.get(tensor.id);
  }

  /** Lets a scan's body stack further values; the node's other results stay what they are. */
  extendScan(node: OpNodeOf<'scan'>, values: readonly Tensor[]): readonly Tensor[] {
    const current = this.producers.get(node.outputs[0]?.id ?? -1) as OpNodeOf<'scan'>;
    const { body, length } = current.attributes;
    const stacked = values.map((value) => this.create(value.dtype, [length, ...value.shape]));
    const outputs = [...body.outputs, ...values.map((tensor) => ({ name: `saved_${tensor.id}`, tensor }))];
    const extended: OpNodeOf<'scan'> = {
      ...current,
      attributes: { ...current.attributes, body: { ...body, outputs } },
      outputs: [...current.outputs, ...stacked],
    };
    this.nodes[this.nodes.indexOf(current)] = extended;
    for (const output of extended.outputs) this.producers.set(output.id, extended);
    return stacked;
  }

  /** The graph that these outputs need. */
  build(outputs: readonly NamedTensor[]): OpGraph {
    return { nodes: liveNodes(this.nodes, outputs), inputs: this.inputs, outputs };
  }

  private add<K extends OpName>(
    op: K,
    inputs: readonly Tensor[],
    attributes: OpAttributes[K],
    results: readonly { readonly dtype: DType; readonly shape: readonly Size[] }[],
  ): readonly Tensor[] {
    const outputs = results.map((result) => this.create(result.dtype, result.shape));
    const own = this.floats && op !== 'input' && op !== 'constant' ? { precision: this.floats } : {};
    const node = { op, inputs, attributes, outputs, ...own } as unknown as OpNode;
    this.nodes.push(node);
    for (const output of outputs) this.producers.set(output.id, node);
    return outputs;
  }

  private create(dtype: DType, shape: readonly Size[]): Tensor {
    return { id: this.identities.next++, dtype, shape };
  }
}
