import { create } from '@bufbuild/protobuf';
import { NodeProtoSchema, type GraphProto, type NodeProto, type TensorProto } from '../onnx_pb.ts';
import { nodeProto } from '../proto.ts';
import { Attributes, shortest } from './attributes.ts';
import { constantOf, type ReadExternal } from './constants.ts';

/**
 * The nodes of a graph, with what exporters write in pieces as the one node that older operator sets lack: layer
 * normalizations and GELU. What then nobody takes is left out.
 */
export function fusedNodes(graph: GraphProto, external: ReadExternal): readonly NodeProto[] {
  return new Fusion(graph, external).nodes();
}

/** How near a number is to the one that a formula has, in single precision. */
const near = (value: number | undefined, wanted: number): boolean =>
  value !== undefined && Math.abs(value - wanted) <= 1e-5 * Math.abs(wanted);

class Fusion {
  private readonly graph: GraphProto;
  private readonly external: ReadExternal;
  private readonly makers = new Map<string, NodeProto>();
  private readonly uses = new Map<string, number>();
  private readonly takers = new Map<string, NodeProto[]>();
  private readonly tensors: ReadonlyMap<string, TensorProto>;

  constructor(graph: GraphProto, external: ReadExternal) {
    this.graph = graph;
    this.external = external;
    this.tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
    for (const node of graph.node) {
      for (const name of node.output) this.makers.set(name, node);
      for (const name of node.input) {
        const known = this.takers.get(name);
        if (known) known.push(node);
        else this.takers.set(name, [node]);
      }
    }
    const taken = [...graph.node.flatMap(({ input }) => input), ...graph.output.map(({ name }) => name)];
    for (const name of taken) this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
  }

  nodes(): readonly NodeProto[] {
    const made = new Map<NodeProto, NodeProto>();
    for (const node of this.graph.node) {
      const whole = this.gelu(node) ?? this.normalization(node) ?? this.groups(node);
      if (whole) made.set(node, whole);
    }
    if (made.size === 0) return this.graph.node;
    return this.reached(this.graph.node.map((node) => made.get(node) ?? node));
  }

  /** The nodes that an output needs. */
  private reached(nodes: readonly NodeProto[]): readonly NodeProto[] {
    const makers = new Map(nodes.flatMap((node) => node.output.map((name) => [name, node] as const)));
    const kept = new Set<NodeProto>();
    const open = this.graph.output.map(({ name }) => name);
    // Graphs inside of nodes take what they need by name.
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const node = makers.get(name);
      if (!node || kept.has(node)) continue;
      kept.add(node);
      open.push(...node.input, ...node.attribute.flatMap(({ g }) => (g ? namesIn(g) : [])));
    }
    return nodes.filter((node) => kept.has(node));
  }

  /** `0.5 * x * (1 + erf(x / √2))`, or the same by a hyperbolic tangent. */
  private gelu(node: NodeProto): NodeProto | undefined {
    if (node.opType !== 'Mul') return undefined;
    const factors = this.factors(node);
    const half = factors.findIndex((name) => near(this.number(name), 0.5));
    const sum = factors.findIndex((name) => this.curveIn(name) !== undefined);
    if (factors.length !== 3 || half < 0 || sum < 0) return undefined;
    const [x] = factors.filter((_, place) => place !== half && place !== sum) as [string];
    const curve = this.curveIn(factors[sum]!)!;
    const isExact = curve.opType === 'Erf' && this.isOverRoot(curve.input[0]!, x);
    if (!isExact && !(curve.opType === 'Tanh' && this.isCubic(curve.input[0]!, x))) return undefined;
    return this.instead(node, 'Gelu', [x], { approximate: isExact ? 'none' : 'tanh' });
  }

  /** The curve in `1 + erf(…)` or `1 + tanh(…)`. */
  private curveIn(name: string): NodeProto | undefined {
    const terms = this.once(name, 'Add')?.input ?? [];
    const one = terms.findIndex((each) => near(this.number(each), 1));
    const curve = one < 0 ? undefined : this.makers.get(terms[1 - one]!);
    return curve?.opType === 'Erf' || curve?.opType === 'Tanh' ? curve : undefined;
  }

  /** `x / √2` */
  private isOverRoot(name: string, x: string): boolean {
    const quotient = this.once(name, 'Div');
    if (quotient) return quotient.input[0] === x && near(this.number(quotient.input[1]!), Math.SQRT2);
    return this.isScaled(name, Math.SQRT1_2, (rest) => rest.length === 1 && rest[0] === x);
  }

  /** `√(2 / π) * (x + 0.044715 * x³)` */
  private isCubic(name: string, x: string): boolean {
    return this.isScaled(name, Math.sqrt(2 / Math.PI), ([sum, ...others]) => {
      const terms = (sum !== undefined && others.length === 0 && this.once(sum, 'Add')?.input) || [];
      const plain = terms.indexOf(x);
      if (plain < 0) return false;
      const isCube = (rest: readonly string[]): boolean =>
        rest.length === 3 && rest.every((each) => each === x);
      return this.isScaled(terms[1 - plain]!, 0.044715, isCube);
    });
  }

  /** True for a product of a number and of factors that are the wanted ones. */
  private isScaled(name: string, scale: number, isRest: (factors: readonly string[]) => boolean): boolean {
    const product = this.once(name, 'Mul');
    if (!product) return false;
    const factors = this.factors(product);
    const place = factors.findIndex((each) => near(this.number(each), scale));
    return place >= 0 && isRest(factors.toSpliced(place, 1));
  }

  /** The factors of a product of products; a power is its base, as often. */
  private factors(product: NodeProto): readonly string[] {
    const found: string[] = [];
    const open = [...product.input].reverse();
    while (open.length > 0 && found.length + open.length <= 8) {
      const name = open.pop()!;
      const inner = this.once(name, 'Mul');
      const power = inner ? undefined : this.once(name, 'Pow');
      const exponent = power && this.number(power.input[1]!);
      if (inner) open.push(...[...inner.input].reverse());
      else if (exponent === 2 || exponent === 3)
        found.push(...Array<string>(exponent).fill(power!.input[0]!));
      else found.push(name);
    }
    return open.length > 0 ? [] : found;
  }

  /** `(x - mean) / √(variance + ε)` over the last axis, with a factor and a shift for each of its entries. */
  private normalization(node: NodeProto): NodeProto | undefined {
    const shifted = node.opType === 'Add' ? this.withVector(node, 'Mul') : undefined;
    const scaled = shifted ? shifted.inner : node.opType === 'Mul' ? node : undefined;
    const scale = scaled && this.withVector(scaled, 'Div');
    // Without the shift behind it, the product is whole only where nothing shifts it.
    if (!scale || (!shifted && this.isShifted(node))) return undefined;
    const root = this.once(scale.inner.input[1]!, 'Sqrt');
    const sum = root && this.once(root.input[0]!, 'Add');
    const difference = this.makers.get(scale.inner.input[0]!);
    if (!sum || difference?.opType !== 'Sub') return undefined;
    const [x, mean] = difference.input as [string, string];
    const epsilonAt = sum.input.findIndex((name) => this.number(name) !== undefined);
    const variance = epsilonAt < 0 ? undefined : this.meanOf(sum.input[1 - epsilonAt]!);
    const squares = variance === undefined ? [] : this.squares(variance);
    const isVariance = squares.length === 2 && squares.every((name) => name === difference.output[0]);
    if (!isVariance || this.meanOf(mean) !== x) return undefined;
    const vectors = [scale.vector, ...(shifted ? [shifted.vector] : [])];
    const epsilon = { float: shortest(this.number(sum.input[epsilonAt]!)!) };
    return this.instead(node, 'LayerNormalization', [x, ...vectors], { axis: -1, epsilon });
  }

  /**
   * What has each group of channels as an instance, behind and before a change of shape: the normalization of groups.
   * Where the second shape is a constant, whoever reads the node holds it against that of the tensor.
   */
  private groups(node: NodeProto): NodeProto | undefined {
    if (node.opType !== 'Reshape') return undefined;
    const instances = this.once(node.input[0]!, 'InstanceNormalization');
    const [parts, scale, shift] = instances?.input ?? [];
    const split = parts === undefined ? undefined : this.once(parts, 'Reshape');
    const [x, grouped] = split?.input ?? [];
    const sizes = this.numbers(grouped);
    if (x === undefined || sizes?.length !== 3 || sizes[2] !== -1) return undefined;
    const isPlain = [scale, shift].every((name, at) =>
      this.numbers(name)?.every((value) => value === 1 - at),
    );
    const shape = node.input[1]!;
    const maker = this.makers.get(shape);
    const isOwnShape = maker?.opType === 'Shape' && maker.input[0] === x && maker.attribute.length === 0;
    if (!isPlain || !(isOwnShape || this.tensor(shape))) return undefined;
    const epsilon = { float: shortest(new Attributes(instances!).number('epsilon', 1e-5)) };
    const inputs = isOwnShape ? [x] : [x, '', '', shape];
    return this.instead(node, 'GroupNormalization', inputs, { num_groups: sizes[1]!, epsilon });
  }

  private numbers(name: string | undefined): readonly number[] | undefined {
    const tensor = name === undefined ? undefined : this.tensor(name);
    return tensor && [...constantOf(tensor, this.external).data];
  }

  private squares(name: string): readonly string[] {
    const maker = this.makers.get(name);
    if (maker?.opType === 'Mul') return maker.input;
    return maker?.opType === 'Pow' && this.number(maker.input[1]!) === 2
      ? [maker.input[0]!, maker.input[0]!]
      : [];
  }

  /** An operation between a vector of the file and what another kind of node makes, for it alone. */
  private withVector(
    node: NodeProto,
    opType: string,
  ): { readonly vector: string; readonly inner: NodeProto } | undefined {
    const place = node.input.findIndex((name) => this.isVector(name));
    const inner = place < 0 ? undefined : this.once(node.input[1 - place]!, opType);
    return inner && { vector: node.input[place]!, inner };
  }

  private isShifted({ output: [name] }: NodeProto): boolean {
    return (this.takers.get(name!) ?? []).some(
      ({ opType, input }) => opType === 'Add' && input.some((other) => this.isVector(other)),
    );
  }

  /** What is averaged over the last axis, which stays with the size 1. */
  private meanOf(name: string): string | undefined {
    const mean = this.makers.get(name);
    if (mean?.opType !== 'ReduceMean') return undefined;
    const attributes = new Attributes(mean);
    const given = attributes.integers('axes') ?? [this.number(mean.input[1] ?? '')];
    return given.join() === '-1' && attributes.integer('keepdims', 1) === 1 ? mean.input[0] : undefined;
  }

  /** The maker of a value that one node alone takes, where it is of a kind. */
  private once(name: string, opType: string): NodeProto | undefined {
    const maker = this.makers.get(name);
    return maker?.opType === opType && this.uses.get(name) === 1 ? maker : undefined;
  }

  private number(name: string): number | undefined {
    const tensor = this.tensor(name);
    // More axes than any operand has would be axes of the result.
    const isOne = tensor !== undefined && tensor.dims.length < 2 && tensor.dims.every((size) => size === 1n);
    return isOne ? constantOf(tensor, this.external).data[0] : undefined;
  }

  private isVector(name: string): boolean {
    return this.tensor(name)?.dims.length === 1;
  }

  private tensor(name: string): TensorProto | undefined {
    const maker = this.makers.get(name);
    const held = maker?.opType === 'Constant' ? new Attributes(maker).tensor('value') : undefined;
    return this.tensors.get(name) ?? held;
  }

  private instead(
    { name, output }: NodeProto,
    opType: string,
    input: readonly string[],
    attributes: Parameters<typeof nodeProto>[3],
  ): NodeProto {
    const { attribute } = nodeProto(opType, [], [''], attributes);
    return create(NodeProtoSchema, { name, opType, input: [...input], output: [...output], attribute });
  }
}

/** Every name that a graph inside of a node takes. */
export function namesIn({ node, output }: GraphProto): readonly string[] {
  return [
    ...node.flatMap(({ input, attribute }) => [
      ...input,
      ...attribute.flatMap(({ g }) => (g ? namesIn(g) : [])),
    ]),
    ...output.map(({ name }) => name),
  ];
}
