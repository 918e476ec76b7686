import { expandComposites } from '../../../ops/expand-composites.ts';
import { liveNodes } from '../../../ops/live-nodes.ts';
import type { OpGraph, OpNode, OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';
import type { Helper } from '../helpers.ts';
import { constantText, numberText } from './constants.ts';
import { opText } from './op-text.ts';
import { sizeText, typescriptSizes } from '../../op-code/size-text.ts';
import { countUses, withoutKey } from '../../op-code/uses.ts';

/** What the text of an op graph is written with. */
export interface ProgramContext {
  /** The expression of each input of the graph, by its name. */
  readonly input: (name: string) => string;
  /** The variable that holds a size variable. */
  readonly sizeName: (variable: string) => string;
  readonly use: (helper: Helper) => string;
  /** What outputs of the graph are called where they need a variable. */
  readonly outputNames?: ReadonlyMap<string, string>;
  /** Names that are taken already. */
  readonly taken: Iterable<string>;
}

export interface Program {
  readonly statements: readonly string[];
  /** One expression for each output of the graph. */
  readonly outputs: readonly string[];
  /** For each output, the inputs that its expression reads itself, not by a variable of the statements. */
  readonly reads: readonly ReadonlySet<string>[];
  /** The variables that the statements make. */
  readonly variables: ReadonlySet<string>;
}

/** An expression longer than this gets a variable of its own. */
const longestInline = 70;

/**
 * The text of an op graph in terms of tfjs: what is used once stands where it is used, as a reader would write it.
 * @throws UnwritableOp for ops that tfjs has no functions for
 */
export function printProgram(graph: OpGraph, context: ProgramContext): Program {
  const names = new NameSource(context.taken);
  return new Printer(context, names).print(expandComposites(graph), new Map());
}

class NameSource {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.taken = new Set(taken);
  }

  next(base: string): string {
    let name = base;
    for (let count = 2; this.taken.has(name); count++) name = `${base}${count}`;
    this.taken.add(name);
    return name;
  }
}

/** What a result is called where it needs a name. */
const resultNames: Readonly<Record<string, string>> = {
  matmul: 'product',
  add: 'sum',
  subtract: 'difference',
  multiply: 'scaled',
  divide: 'quotient',
  mean: 'mean',
  sum: 'total',
  reduceMax: 'greatest',
  softmax: 'weights',
  reshape: 'reshaped',
  transpose: 'transposed',
  expand: 'spread',
  slice: 'part',
  concat: 'joined',
  convolution: 'convolved',
  select: 'chosen',
  equal: 'matches',
  less: 'isLess',
  lessEqual: 'isWithin',
  and: 'both',
  not: 'negated',
  sigmoid: 'gate',
  sqrt: 'root',
  exp: 'exponential',
  log: 'logarithm',
  gather: 'rows',
  cast: 'numbers',
  scan: 'states',
};

class Printer {
  private readonly context: ProgramContext;
  private readonly names: NameSource;
  private readonly variables = new Set<string>();
  private readonly statements: string[] = [];
  private readonly expressions = new Map<number, string>();
  private readonly constants = new Map<number, OpNodeOf<'constant'>>();
  /** The inputs that stand in the expressions of tensors; what has a variable reads none. */
  private readonly reads = new Map<number, ReadonlySet<string>>();

  constructor(context: ProgramContext, names: NameSource) {
    this.context = context;
    this.names = names;
  }

  print(graph: OpGraph, known: ReadonlyMap<number, string>): Program {
    for (const [id, text] of known) this.expressions.set(id, text);
    const nodes = liveNodes(graph.nodes.map(withoutKey), graph.outputs);
    const uses = countUses(nodes, graph);
    const preferred = new Map<number, string>();
    for (const { name, tensor } of graph.outputs) {
      const wanted = this.context.outputNames?.get(name);
      if (wanted !== undefined) preferred.set(tensor.id, wanted);
    }
    for (const node of nodes) this.printNode(node, uses, preferred);
    return {
      statements: this.statements,
      outputs: graph.outputs.map(({ tensor }) => this.expression(tensor)),
      reads: graph.outputs.map(({ tensor }) => this.readsOf(tensor)),
      variables: this.variables,
    };
  }

  private printNode(
    node: OpNode,
    uses: ReadonlyMap<number, number>,
    preferred: ReadonlyMap<number, string>,
  ): void {
    const output = node.outputs[0]!;
    if (this.expressions.has(output.id)) return;
    if (node.op === 'input') {
      // What is there but not read leaves no trace in the text.
      if ((uses.get(output.id) ?? 0) === 0) return;
      this.expressions.set(output.id, this.context.input(node.attributes.name));
      this.reads.set(output.id, new Set([node.attributes.name]));
      return;
    }
    if (node.op === 'constant') {
      this.constants.set(output.id, node);
      return;
    }
    if (node.op === 'scan') return this.printScan(node);
    if (node.op === 'topK') return this.printTopK(node);
    const text = opText(node, {
      operands: node.inputs.map((input) => this.operand(node, input)),
      numbers: node.inputs.map((input) => this.numberOf(input)),
      size: (size) => this.size(size),
      use: this.context.use,
    });
    if (uses.get(output.id) === 1 && text.length <= longestInline) {
      this.expressions.set(output.id, text);
      this.reads.set(output.id, new Set(node.inputs.flatMap((input) => [...this.readsOf(input)])));
      return;
    }
    const name = this.names.next(preferred.get(output.id) ?? resultNames[node.op] ?? 'result');
    this.statements.push(`const ${name} = ${text};`);
    this.variables.add(name);
    this.expressions.set(output.id, name);
  }

  private numberOf(tensor: Tensor): number | undefined {
    const constant = this.constants.get(tensor.id);
    return constant && tensor.shape.length === 0 ? constant.attributes.data[0] : undefined;
  }

  /** Functions of two operands take plain numbers; integers must say that they are, or tfjs computes in floats. */
  private operand(node: OpNode, tensor: Tensor): string {
    const number = this.numberOf(tensor);
    const isPlain = node.outputs[0]!.dtype !== 'int32' && tensor.dtype !== 'bool';
    if (number !== undefined && isPlain && node.inputs.length > 1) return numberText(number);
    return this.expression(tensor);
  }

  private expression(tensor: Tensor): string {
    const constant = this.constants.get(tensor.id);
    if (constant) return constantText(constant.attributes.data, tensor);
    const text = this.expressions.get(tensor.id);
    if (text === undefined) throw new Error(`tensor ${tensor.id} has no text`);
    return text;
  }

  private readsOf(tensor: Tensor): ReadonlySet<string> {
    return this.reads.get(tensor.id) ?? new Set();
  }

  private size(size: Size): string {
    return sizeText(size, this.context.sizeName, typescriptSizes);
  }

  private printTopK(node: OpNodeOf<'topK'>): void {
    const name = this.names.next('top');
    this.context.use('stopGradient');
    const call = this.context.use('topEntries');
    this.statements.push(
      `const ${name} = ${call}(${this.expression(node.inputs[0]!)}, ${node.attributes.k});`,
    );
    this.expressions.set(node.outputs[0]!.id, `${name}.values`);
    this.expressions.set(node.outputs[1]!.id, `${name}.indices`);
  }

  private printScan(node: OpNodeOf<'scan'>): void {
    const { body, states, scanned, reverse, length } = node.attributes;
    const step = this.names.next('step');
    const stateNames = node.inputs.slice(0, states).map((input) => {
      const name = this.names.next('state');
      this.statements.push(`let ${name}: tf.Tensor = ${this.expression(input)};`);
      return name;
    });
    const sequenceNames = node.inputs.slice(states, states + scanned).map((input) => {
      const name = this.names.next('sequence');
      this.statements.push(`const ${name} = tf.unstack(${this.expression(input)});`);
      return name;
    });
    const stackNames = body.outputs.slice(states).map(() => {
      const name = this.names.next('outputs');
      this.statements.push(`const ${name}: tf.Tensor[] = [];`);
      return name;
    });
    const known = new Map<number, string>();
    body.inputs.forEach(({ tensor }, index) => {
      if (index < states) known.set(tensor.id, stateNames[index]!);
      else if (index < states + scanned) known.set(tensor.id, `${sequenceNames[index - states]}[${step}]`);
      else known.set(tensor.id, this.expression(node.inputs[index]!));
    });
    const inner = new Printer(this.context, this.names).print(body, known);
    const next = stateNames.map(() => this.names.next('next'));
    const count = this.size(length);
    const head = reverse
      ? `for (let ${step} = ${count} - 1; ${step} >= 0; ${step}--) {`
      : `for (let ${step} = 0; ${step} < ${count}; ${step}++) {`;
    this.statements.push(
      [
        head,
        ...inner.statements,
        ...next.map((name, index) => `const ${name} = ${inner.outputs[index]};`),
        ...stackNames.map((name, index) => `${name}[${step}] = ${inner.outputs[states + index]};`),
        ...stateNames.map((name, index) => `${name} = ${next[index]};`),
        '}',
      ].join('\n'),
    );
    node.outputs.forEach((output, index) =>
      this.expressions.set(
        output.id,
        index < states ? stateNames[index]! : `tf.stack(${stackNames[index - states]})`,
      ),
    );
  }
}
