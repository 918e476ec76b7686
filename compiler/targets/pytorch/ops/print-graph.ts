import { liveNodes } from '../../../ops/live-nodes.ts';
import { requirePrimitive } from '../../../ops/composites.ts';
import type { OpGraph, OpNode, OpNodeOf, PrimitiveNode, PrimitiveOp, Tensor } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';
import { flat, layout } from '../../python/layout.ts';
import {
  asTensor,
  atom,
  operand,
  strengths,
  tupleText,
  type Code,
  type ExpressionOp,
  type HelperName,
  type OpContext,
  type OpEmitter,
} from './code.ts';
import { opEmitters } from './emitters.ts';
import { sizeCode } from './size-code.ts';

/** What the text of an op graph is written with. */
export interface GraphPrinting {
  /** The expression of each input of the graph, by its name. */
  readonly input: (name: string) => string;
  /** The expression of a size variable. */
  readonly sizeName: (variable: string) => string;
  /** The expression of the device that new tensors belong on. */
  readonly device: () => string;
  readonly helper: (name: HelperName) => string;
  /** Random numbers, where the key is not what makes them. */
  readonly random?: (shape: readonly string[]) => Code;
  /** Gives a free name, as it is wanted or with a number. */
  readonly claim: (wanted: string) => string;
  /** Names that are claimed already for some results, by the ids of their tensors. */
  readonly preferred?: ReadonlyMap<number, string>;
  readonly indent: string;
}

export interface PrintedGraph {
  /** Lines, indented. */
  readonly statements: readonly string[];
  /** One expression for each output of the graph. */
  readonly outputs: readonly Code[];
}

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
  private readonly statements: string[] = [];
  private readonly codes = new Map<number, Code>();

  constructor(printing: GraphPrinting, indent: string) {
    this.printing = printing;
    this.indent = indent;
  }

  print(graph: OpGraph, known: ReadonlyMap<number, Code>): PrintedGraph {
    for (const [id, code] of known) this.codes.set(id, code);
    const nodes = liveNodes(graph.nodes, graph.outputs);
    const uses = countUses(nodes, graph);
    const results = new Set(graph.outputs.map(({ tensor }) => tensor.id));
    for (const node of nodes) this.printNode(requirePrimitive(node), uses, results);
    return { statements: this.statements, outputs: graph.outputs.map(({ tensor }) => this.code(tensor)) };
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
        this.codes.set(output.id, atom(this.printing.input(node.attributes.name)));
        return;
      case 'scan':
        return this.printScan(node);
      case 'topK':
        return this.printTopK(node);
      default: {
        const code = emitterOf(node)(
          node,
          node.inputs.map((input) => this.code(input)),
          this.context(),
        );
        // Results get names from whoever asked for them.
        const isShort = results.has(output.id) || flat(code.expression).length <= longestInline;
        const count = uses.get(output.id) ?? 0;
        const preferred = this.printing.preferred?.get(output.id);
        if (preferred !== undefined) {
          const { expression } = asTensor(code, output.dtype, this.context());
          this.statements.push(...layout(`${preferred} = `, expression, '', this.indent));
          this.codes.set(output.id, atom(preferred));
        } else if (code.isNumber || (count <= 1 && isShort)) this.codes.set(output.id, code);
        else this.codes.set(output.id, this.assign(resultNames[node.op] ?? 'result', code));
      }
    }
  }

  private assign(wanted: string, { expression }: Code): Code {
    const name = this.printing.claim(wanted);
    this.statements.push(...layout(`${name} = `, expression, '', this.indent));
    return atom(name);
  }

  private context(): OpContext {
    const { printing } = this;
    return {
      size: (size) => sizeCode(size, printing.sizeName),
      device: printing.device,
      helper: printing.helper,
      random: (key, shape) => this.random(key, shape),
    };
  }

  private random(key: () => Code, shape: readonly Size[]): Code {
    const items = shape.map((size) => sizeCode(size, this.printing.sizeName));
    if (this.printing.random) return this.printing.random(items);
    const own = asTensor(key(), 'int32', this.context());
    return atom({
      kind: 'brackets',
      head: this.printing.helper('random_uniform'),
      open: '(',
      items: [own.expression, tupleText(items), this.printing.device()],
    });
  }

  private code(tensor: Tensor): Code {
    const code = this.codes.get(tensor.id);
    if (!code) throw new Error(`Tensor ${tensor.id} has no text.`);
    return code;
  }

  private tensorCode(tensor: Tensor): string {
    return operand(asTensor(this.code(tensor), tensor.dtype, this.context()), strengths.none);
  }

  private printTopK(node: OpNodeOf<'topK'>): void {
    const values = this.printing.claim('greatest');
    const places = this.printing.claim('places');
    const { k } = node.attributes;
    this.line(`${values}, ${places} = ${this.tensorCode(node.inputs[0]!)}.topk(${k})`);
    this.codes.set(node.outputs[0]!.id, atom(values));
    this.codes.set(node.outputs[1]!.id, atom(`${places}.int()`));
  }

  private line(text: string): void {
    this.statements.push(this.indent + text);
  }

  /** A loop over the first axis of what is scanned. */
  private printScan(node: OpNodeOf<'scan'>): void {
    const { body, states, scanned, reverse, length } = node.attributes;
    const { claim } = this.printing;
    const stateNames = node.inputs.slice(0, states).map((input) => {
      const name = claim('state');
      const { expression } = asTensor(this.code(input), input.dtype, this.context());
      this.statements.push(...layout(`${name} = `, expression, '', this.indent));
      return name;
    });
    const sequences = node.inputs.slice(states, states + scanned).map((input) => {
      const code = asTensor(this.code(input), input.dtype, this.context());
      return flat(
        /^\w+$/.test(flat(code.expression)) ? code.expression : this.assign('steps', code).expression,
      );
    });
    const captured = node.inputs.slice(states + scanned).map((input) => {
      const code = this.code(input);
      return code.isNumber || /^[\w.]+$/.test(flat(code.expression)) ? code : this.assign('kept', code);
    });
    const stacks = body.outputs.slice(states).map(() => {
      const name = claim('outputs');
      this.line(`${name} = []`);
      return name;
    });
    const step = claim('step');
    const count = sizeCode(length, this.printing.sizeName);
    this.line(`for ${step} in ${reverse ? `reversed(range(${count}))` : `range(${count})`}:`);
    const known = new Map<number, Code>();
    body.inputs.forEach(({ tensor }, index) => {
      if (index < states) known.set(tensor.id, atom(stateNames[index]!));
      else if (index < states + scanned) known.set(tensor.id, atom(`${sequences[index - states]!}[${step}]`));
      else known.set(tensor.id, captured[index - states - scanned]!);
    });
    this.printBody(body, known, stateNames, stacks);
    node.outputs.forEach((output, index) => {
      const stack = stacks[index - states];
      const stacked = `torch.stack(${stack}${reverse ? '[::-1]' : ''})`;
      this.codes.set(
        output.id,
        stack === undefined ? atom(stateNames[index]!) : this.assign('stacked', atom(stacked)),
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
    const { statements, outputs } = inner.print(body, known);
    this.statements.push(...statements);
    const texts = outputs.map((code, index) =>
      flat(asTensor(code, body.outputs[index]!.tensor.dtype, this.context()).expression),
    );
    stacks.forEach((name, index) => this.line(`    ${name}.append(${texts[stateNames.length + index]!})`));
    // All at once: new states are made of old ones.
    if (stateNames.length > 0)
      this.line(`    ${stateNames.join(', ')} = ${texts.slice(0, stateNames.length).join(', ')}`);
    else if (stacks.length === 0) this.line('    pass');
  }
}

/** The emitter of a node; the table pairs them by op. */
function emitterOf(node: PrimitiveNode): OpEmitter<ExpressionOp> {
  return opEmitters[node.op as ExpressionOp] as OpEmitter<ExpressionOp>;
}

/** What a loop captures would be computed in every round: it counts twice. */
function countUses(nodes: readonly OpNode[], graph: OpGraph): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const add = (tensor: Tensor, count: number): void =>
    void uses.set(tensor.id, (uses.get(tensor.id) ?? 0) + count);
  for (const node of nodes) node.inputs.forEach((input) => add(input, node.op === 'scan' ? 2 : 1));
  graph.outputs.forEach(({ tensor }) => add(tensor, 1));
  return uses;
}
