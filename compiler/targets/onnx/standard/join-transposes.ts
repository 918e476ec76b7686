import type { GraphProto, NodeProto } from '../onnx_pb.ts';
import { nodeProto } from '../proto.ts';

/** A value that is another one with its axes in another order: its axis i is axis `order[i]` of that one. */
interface Turned {
  readonly base: string;
  readonly order: readonly number[];
}

/** Operators that do the same at every entry, wherever that is. */
const ofEveryEntry: ReadonlySet<string> = new Set([
  ...[
    'Relu',
    'LeakyRelu',
    'Elu',
    'Celu',
    'Selu',
    'Gelu',
    'Mish',
    'HardSigmoid',
    'HardSwish',
    'ThresholdedRelu',
  ],
  ...[
    'Shrink',
    'Softplus',
    'Softsign',
    'Sigmoid',
    'Tanh',
    'Clip',
    'Abs',
    'Neg',
    'Exp',
    'Log',
    'Sqrt',
    'Reciprocal',
  ],
  ...['Erf', 'Sin', 'Cos', 'Floor', 'Ceil', 'Round', 'Sign', 'Identity', 'Cast', 'Not', 'IsNaN'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow', 'Equal', 'Less', 'LessOrEqual', 'And', 'Or', 'Where'],
]);

/**
 * Moves transposes behind what does not care for the order of axes, until one turns back what another has turned: in a
 * network of convolutions, channels then are where ONNX has them from the first to the last of them.
 */
export function joinTransposes(graph: GraphProto): void {
  graph.node = new Joining(graph).run();
}

class Joining {
  private readonly graph: GraphProto;
  private readonly written: NodeProto[] = [];
  private readonly turned = new Map<string, Turned>();
  /** Names of values that turned out to be others. */
  private readonly same = new Map<string, string>();
  /** What transposes have been written as, by what they turn and how. */
  private readonly made = new Map<string, string>();
  private readonly scalars: ReadonlySet<string>;
  private readonly results: ReadonlySet<string>;

  constructor(graph: GraphProto) {
    this.graph = graph;
    this.scalars = new Set(graph.initializer.flatMap(({ name, dims }) => (dims.length === 0 ? [name] : [])));
    this.results = new Set(graph.output.map(({ name }) => name));
  }

  run(): NodeProto[] {
    for (const node of this.graph.node) this.add(node);
    return this.written;
  }

  private add(node: NodeProto): void {
    node.input = node.input.map((name) => this.same.get(name) ?? name);
    const [result] = node.output as [string];
    if (node.opType === 'Transpose') this.addTranspose(node, result);
    else this.addOther(node, result);
  }

  private addTranspose(node: NodeProto, result: string): void {
    const order = node.attribute.find(({ name }) => name === 'perm')!.ints.map(Number);
    const [name] = node.input as [string];
    const inner = this.turned.get(name);
    const base = inner?.base ?? name;
    const whole = inner ? order.map((axis) => inner.order[axis]!) : order;
    const isStraight = whole.every((axis, at) => axis === at);
    // An output has a name of its own, and stays a node.
    if (this.results.has(result)) {
      this.written.push(
        isStraight
          ? nodeProto('Identity', [base], [result], {})
          : nodeProto('Transpose', [base], [result], { perm: whole }),
      );
    } else if (isStraight) this.same.set(result, base);
    else this.turned.set(result, { base, order: whole });
  }

  private addOther(node: NodeProto, result: string): void {
    const order = this.commonOrder(node);
    if (!order) {
      node.input = node.input.map((name) => this.straight(name));
      for (const { g } of node.attribute) if (g) this.straightenInside(g);
      this.written.push(node);
      return;
    }
    node.input = node.input.map((name) => this.turned.get(name)?.base ?? name);
    const axis = node.opType === 'Concat' ? node.attribute.find(({ name }) => name === 'axis')! : undefined;
    if (axis) axis.i = BigInt(order[Number(axis.i)]!);
    const base = `${result}:turned`;
    node.output = [base];
    this.written.push(node);
    this.turned.set(result, { base, order });
    if (this.results.has(result)) this.straight(result);
  }

  /** The order that all operands of a node have, where what it does is the same in any order; numbers have each. */
  private commonOrder({ opType, input, output }: NodeProto): readonly number[] | undefined {
    const isConcat = opType === 'Concat';
    if (output.length !== 1 || !(isConcat || ofEveryEntry.has(opType))) return undefined;
    const orders = input.flatMap((name) =>
      name === '' || (!isConcat && this.scalars.has(name)) ? [] : [this.turned.get(name)?.order],
    );
    const [first] = orders;
    return first && orders.every((order) => order?.join() === first.join()) ? first : undefined;
  }

  /** A value in its own order, for whoever needs that. */
  private straight(name: string): string {
    const turned = this.turned.get(name);
    if (!turned) return name;
    const key = `${turned.base} ${turned.order.join()}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    this.written.push(nodeProto('Transpose', [turned.base], [name], { perm: turned.order }));
    this.made.set(key, name);
    return name;
  }

  /** What the graph inside of a node takes from around it. */
  private straightenInside(graph: GraphProto): void {
    for (const node of graph.node) {
      node.input = node.input.map((name) => this.straight(this.same.get(name) ?? name));
      for (const { g } of node.attribute) if (g) this.straightenInside(g);
    }
    for (const info of graph.output) info.name = this.straight(this.same.get(info.name) ?? info.name);
  }
}
