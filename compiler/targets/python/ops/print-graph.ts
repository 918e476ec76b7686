import { liveNodes } from '../../../ops/live-nodes.ts';
import { requirePrimitive } from '../../../ops/composites.ts';
import type { OpGraph, OpNodeOf, PrimitiveNode, PrimitiveOp, Tensor } from '../../../ops/types.ts';
import { countUses } from '../../op-code/uses.ts';
import { call, flat, joined, sequence, withNumbers, type PythonExpression } from '../expressions.ts';
import { statement, type Statement } from '../statements.ts';
import { atom, nameCode, operand, strengths, type Code, type OpSpelling } from './code.ts';

/** What the text of an op graph is written with. */
export interface GraphPrinting {
  /** The code of each input of the graph, by its name. */
  readonly input: (name: string) => Code;
  /**
   * The function that an input is the result of, for the output of the same name; undefined for those that are given.
   */
  readonly applied?: (name: string) => string | undefined;
  /** How the library at hand says ops. */
  readonly spelling: OpSpelling;
  /** Gives a free name, as it is wanted or with a number. */
  readonly claim: (wanted: string) => string;
  /** Names that are claimed already for some results, by the ids of their tensors. */
  readonly preferred?: ReadonlyMap<number, string>;
  readonly indent: string;
  /** Whether all numbers count as equally long: code that differs in them alone then has one form. */
  readonly countsAlike?: boolean;
}

/** The text of an op graph. */
export interface PrintedGraph {
  readonly statements: readonly Statement[];
  /** One expression for each output of the graph. */
  readonly outputs: readonly Code[];
  /** For each output, the inputs that its expression reads itself, not by a variable of the statements. */
  readonly reads: readonly ReadonlySet<string>[];
}

const nothing: ReadonlySet<string> = new Set();

/** An expression longer than this gets a variable of its own. */
const longestInline = 44;

/** The text of an op graph, of primitive ops alone: what is used once stands where it is used, as a reader would write it. */
export function printGraph(graph: OpGraph, printing: GraphPrinting): PrintedGraph {
  return new Printer(printing, printing.indent).print(graph, new Map());
}

/** What a result is called where it needs a name. */
const resultNames: Readonly<Partial<Record<PrimitiveOp, string>>> = {
  matmul: 'product',
  add: 'total',
  subtract: 'difference',
  multiply: 'scaled',
  divide: 'quotient',
  mean: 'mean',
  sum: 'summed',
  reduceMax: 'greatest',
  reduceMin: 'least',
  softmax: 'shares',
  reshape: 'reshaped',
  transpose: 'turned',
  expand: 'spread_out',
  slice: 'part',
  concat: 'joined',
  convolution: 'convolved',
  select: 'chosen',
  equal: 'matches',
  less: 'is_less',
  lessEqual: 'is_within',
  and: 'both',
  not: 'negated',
  sigmoid: 'gate',
  tanh: 'activated',
  sqrt: 'root',
  exp: 'exponential',
  log: 'logarithm',
  gather: 'rows',
  cast: 'numbers',
  iota: 'places',
  randomUniform: 'drawn',
};

class Printer {
  private readonly printing: GraphPrinting;
  private readonly indent: string;
  private readonly statements: Statement[] = [];
  private readonly codes = new Map<number, Code>();
  /** The inputs that stand in the codes of tensors; what has a variable reads none. */
  private readonly reads = new Map<number, ReadonlySet<string>>();
  /** Results of functions, each with what makes it, until somebody reads them. */
  private readonly applied = new Map<number, () => void>();

  constructor(printing: GraphPrinting, indent: string) {
    this.printing = printing;
    this.indent = indent;
  }

  print(graph: OpGraph, known: ReadonlyMap<number, Code>): PrintedGraph {
    for (const [id, code] of known) this.codes.set(id, code);
    const nodes = liveNodes(graph.nodes, graph.outputs);
    const uses = countUses(nodes, graph);
    const results = new Set(graph.outputs.map(({ tensor }) => tensor.id));
    this.applyFunctions(graph, uses);
    for (const node of nodes) this.printNode(requirePrimitive(node), uses, results);
    return {
      statements: this.statements,
      outputs: graph.outputs.map(({ tensor }) => this.code(tensor)),
      reads: graph.outputs.map(({ tensor }) => this.readsOf(tensor)),
    };
  }

  /** Functions are written where their results are read first: inputs come before what they are made of. */
  private applyFunctions({ inputs, outputs }: OpGraph, uses: ReadonlyMap<number, number>): void {
    for (const { name, tensor } of inputs) {
      const made = this.printing.applied?.(name);
      if (made === undefined) continue;
      const { tensor: of } = outputs.find((output) => output.name === name)!;
      this.applied.set(tensor.id, () => {
        const code = atom(call(made, [this.tensor(this.code(of), of.dtype).expression]));
        const isOnce = (uses.get(tensor.id) ?? 0) <= 1;
        this.codes.set(tensor.id, isOnce ? code : this.assign('activated', code));
        if (isOnce) this.reads.set(tensor.id, this.readsOf(of));
      });
    }
  }

  private printNode(
    node: PrimitiveNode,
    uses: ReadonlyMap<number, number>,
    results: ReadonlySet<number>,
  ): void {
    const output = node.outputs[0]!;
    if (this.codes.has(output.id)) return;
    switch (node.op) {
      case 'input':
        if (this.applied.has(output.id)) return;
        this.codes.set(output.id, this.printing.input(node.attributes.name));
        this.reads.set(output.id, new Set([node.attributes.name]));
        return;
      case 'scan':
        return this.printScan(node);
      case 'topK':
        return this.printTopK(node);
      default: {
        const code = this.printing.spelling.emit(
          node,
          node.inputs.map((input) => this.code(input)),
        );
        // Results get names from whoever asked for them.
        const isShort = results.has(output.id) || this.lengthOf(code.expression) <= longestInline;
        const count = uses.get(output.id) ?? 0;
        const preferred = this.printing.preferred?.get(output.id);
        if (preferred !== undefined) {
          const { expression } = this.tensor(code, output.dtype);
          this.state(`${preferred} = `, expression);
          this.codes.set(output.id, nameCode(preferred));
        } else if (code.isNumber || (count <= 1 && isShort)) {
          this.codes.set(output.id, code);
          this.reads.set(output.id, new Set(node.inputs.flatMap((input) => [...this.readsOf(input)])));
        } else this.codes.set(output.id, this.assign(resultNames[node.op] ?? 'result', code));
      }
    }
  }

  private lengthOf(expression: PythonExpression): number {
    const { countsAlike = false } = this.printing;
    return flat(countsAlike ? withNumbers(expression, () => '0.25') : expression).length;
  }

  private state(before: string, expression: PythonExpression, after = ''): void {
    this.statements.push(statement(before, expression, after, this.indent));
  }

  private assign(wanted: string, { expression }: Code): Code {
    const name = this.printing.claim(wanted);
    this.state(`${name} = `, expression);
    return nameCode(name);
  }

  private tensor(code: Code, dtype: Tensor['dtype']): Code {
    return this.printing.spelling.tensor(code, dtype);
  }

  private code(tensor: Tensor): Code {
    if (!this.codes.has(tensor.id)) this.applied.get(tensor.id)?.();
    const code = this.codes.get(tensor.id);
    if (!code) throw new Error(`Tensor ${tensor.id} has no text.`);
    return code;
  }

  private readsOf(tensor: Tensor): ReadonlySet<string> {
    return this.reads.get(tensor.id) ?? nothing;
  }

  private tensorCode(tensor: Tensor): PythonExpression {
    return operand(this.tensor(this.code(tensor), tensor.dtype), strengths.none);
  }

  private printTopK(node: OpNodeOf<'topK'>): void {
    const values = this.printing.claim('greatest');
    const places = this.printing.claim('places');
    const { k } = node.attributes;
    const { spelling } = this.printing;
    this.state(`${values}, ${places} = `, spelling.topK(this.tensorCode(node.inputs[0]!), k));
    this.codes.set(node.outputs[0]!.id, nameCode(values));
    this.codes.set(node.outputs[1]!.id, atom(spelling.places(places)));
  }

  /** A loop over the first axis of what is scanned. */
  private printScan(node: OpNodeOf<'scan'>): void {
    const { body, states, scanned, reverse, length } = node.attributes;
    const { claim } = this.printing;
    const stateNames = node.inputs.slice(0, states).map((input) => {
      const name = claim('state');
      const { expression } = this.tensor(this.code(input), input.dtype);
      this.state(`${name} = `, expression);
      return name;
    });
    const sequences = node.inputs.slice(states, states + scanned).map((input) => {
      const code = this.tensor(this.code(input), input.dtype);
      return (code.isName ? code : this.assign('steps', code)).expression;
    });
    const captured = node.inputs.slice(states + scanned).map((input) => {
      const code = this.code(input);
      return code.isNumber || code.isName ? code : this.assign('kept', code);
    });
    const stacks = body.outputs.slice(states).map(() => {
      const name = claim('outputs');
      this.state(`${name} = `, '[]');
      return name;
    });
    const step = claim('step');
    const range = call('range', [this.printing.spelling.size(length)]);
    this.state(`for ${step} in `, reverse ? call('reversed', [range]) : range, ':');
    const known = new Map<number, Code>();
    body.inputs.forEach(({ tensor }, index) => {
      if (index < states) known.set(tensor.id, nameCode(stateNames[index]!));
      else if (index < states + scanned)
        known.set(tensor.id, atom(joined(sequences[index - states]!, `[${step}]`)));
      else known.set(tensor.id, captured[index - states - scanned]!);
    });
    this.printBody(body, known, stateNames, stacks);
    node.outputs.forEach((output, index) => {
      const stack = stacks[index - states];
      this.codes.set(
        output.id,
        stack === undefined
          ? nameCode(stateNames[index]!)
          : this.assign('stacked', atom(this.printing.spelling.stack(reverse ? `${stack}[::-1]` : stack))),
      );
    });
  }

  private printBody(
    body: OpGraph,
    known: ReadonlyMap<number, Code>,
    stateNames: readonly string[],
    stacks: readonly string[],
  ): void {
    const inner = new Printer(this.printing, `${this.indent}    `);
    const { outputs } = inner.print(body, known);
    const results = outputs.map(
      (code, index) => this.tensor(code, body.outputs[index]!.tensor.dtype).expression,
    );
    stacks.forEach((name, index) =>
      inner.state('', call(`${name}.append`, [results[stateNames.length + index]!])),
    );
    // All at once: new states are made of old ones.
    if (stateNames.length > 0)
      inner.state(`${stateNames.join(', ')} = `, sequence(results.slice(0, stateNames.length)));
    else if (stacks.length === 0) inner.state('', 'pass');
    for (const each of inner.statements) this.statements.push(each);
  }
}
