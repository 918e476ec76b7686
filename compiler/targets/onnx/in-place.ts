import type { OpGraph, OpNode, Tensor } from '../../ops/types.ts';
import type { GraphProto, NodeProto } from './onnx_pb.ts';

/** An output that is written where an input stood, whose place it takes. */
export interface InPlace {
  readonly output: string;
  readonly input: string;
}

/** What of a node decides whether a value that it reads may be overwritten. */
interface Step {
  readonly reads: readonly string[];
  readonly makes: readonly string[];
  readonly kind: Kind;
  /** True where it may stop at the data that it is given. */
  readonly mayFail: boolean;
}

/**
 * `moves`: the result is the input elsewhere or in another form, perhaps in the same memory. `scales`: a product entry
 * by entry. `adds` the same for sums, `plain` for all else that goes entry by entry. Undefined for what reads several
 * entries for one of its result, such as matrix products.
 */
type Kind = 'moves' | 'scales' | 'adds' | 'plain' | undefined;

const kindOf = (names: Readonly<Record<Exclude<Kind, undefined>, string>>): ReadonlyMap<string, Kind> =>
  new Map(
    Object.entries(names).flatMap(([kind, list]) => list.split(' ').map((name) => [name, kind as Kind])),
  );

const operatorKinds = kindOf({
  moves: 'Cast Concat Expand Flatten Identity Pad Reshape Slice Squeeze Transpose Unsqueeze',
  scales: 'Div Mul',
  adds: 'Add Sub',
  plain:
    'Abs Ceil Clip Equal Exp Floor Greater Less Log Max Min Neg Not Pow Reciprocal Round Sign Sqrt Tanh Where',
});

const opKinds = kindOf({
  moves: 'cast concat expand pad reshape slice stopGradient transpose',
  scales: 'divide multiply',
  adds: 'add subtract',
  plain:
    'absolute ceil clip equal exp floor less log maximum minimum negate not power reciprocal round select sign sqrt tanh',
});

/**
 * The outputs of a graph that onnxruntime may write into the memory of the inputs whose place they take: whatever
 * reads such an input is needed for the output, and so is done before, in whichever order nodes run.
 *
 * onnxruntime changes a graph before it runs it. A product may read a kernel itself where the graph has it turned or
 * scaled, and so later than what turned it; what a sum adds to a product, and what follows, become one with it, which
 * then reads an input while it writes the output. Inputs that such a product reads keep their memory. So do kernels of
 * hidden layers: the gradient of what the layer is given reads them, and may be computed after their update.
 *
 * Nodes that may stop at the data they are given come before anything is overwritten.
 * @param pairs inputs by the outputs that take their place, of one shape
 * @param fallible names of nodes that may stop
 */
export function writtenInPlace(
  { node: nodes, output: outputs }: GraphProto,
  pairs: ReadonlyMap<string, string>,
  fallible: ReadonlySet<string>,
): readonly InPlace[] {
  const steps = nodes.map((node): Step => ({
    reads: readsOf(node),
    makes: node.output,
    kind: operatorKinds.get(node.opType),
    mayFail: fallible.has(node.name),
  }));
  return overwritten(
    steps,
    outputs.map(({ name }) => name),
    pairs,
  );
}

/** What a node reads, the bodies of loops included: they read values around them by their names. */
function readsOf({ input, attribute }: NodeProto): readonly string[] {
  const inner = attribute.flatMap(({ g }) => (g ? g.node.flatMap(readsOf) : []));
  return inner.length > 0 ? [...input, ...inner] : input;
}

/** The same of a graph that is not yet written, for those who reckon with its memory. */
export function writesInPlace(
  { nodes, inputs, outputs }: OpGraph,
  pairs: ReadonlyMap<string, string>,
): readonly InPlace[] {
  const inputNames = new Map(inputs.map(({ name, tensor }) => [tensor.id, name]));
  const outputNames = new Map(outputs.map(({ name, tensor }) => [tensor.id, name]));
  const nameOf = ({ id }: Tensor): string => inputNames.get(id) ?? outputNames.get(id) ?? `%${id}`;
  const steps = nodes.flatMap((node): Step[] => {
    if (node.op === 'input') return [];
    const [reads, makes] = [node.inputs.map(nameOf), node.outputs.map(nameOf)];
    return [{ reads, makes, kind: opKinds.get(node.op), mayFail: mayFail(node) }];
  });
  return overwritten(
    steps,
    outputs.map(({ name }) => name),
    pairs,
  );
}

/** True for nodes that may stop at the data that they are given: at an index that is none. */
export function mayFail(node: OpNode): boolean {
  return node.op === 'gather' || (node.op === 'scan' && node.attributes.body.nodes.some(mayFail));
}

function overwritten(
  steps: readonly Step[],
  outputs: readonly string[],
  pairs: ReadonlyMap<string, string>,
): readonly InPlace[] {
  const flow = new Flow(steps, outputs);
  const fallible = steps.filter((step) => step.mayFail);
  const candidates = [...pairs].flatMap(([output, input]): Candidate[] => {
    const last = flow.maker(output);
    const reading = last && flow.readersOf(input, last);
    return reading && !flow.becomesOne(last, reading)
      ? [{ output, input, last, reading: [...reading, ...fallible] }]
      : [];
  });
  const places = new Map(steps.map((step, at) => [step, at]));
  const needed = steps.map(({ reads }) =>
    reads.flatMap((name) => {
      const maker = flow.maker(name);
      return maker ? [places.get(maker)!] : [];
    }),
  );
  return inGroups(candidates).flatMap((group) => withNeededReaders(group, places, needed));
}

/** Who makes and who reads which value. */
class Flow {
  private readonly makers: ReadonlyMap<string, Step>;
  private readonly readers = new Map<string, Step[]>();
  private readonly outputs: ReadonlySet<string>;

  constructor(steps: readonly Step[], outputs: readonly string[]) {
    this.makers = new Map(steps.flatMap((step) => step.makes.map((name) => [name, step] as const)));
    this.outputs = new Set(outputs);
    for (const step of steps)
      for (const name of step.reads) {
        const known = this.readers.get(name);
        if (known) known.push(step);
        else this.readers.set(name, [step]);
      }
  }

  maker(name: string): Step | undefined {
    return this.makers.get(name);
  }

  /**
   * All that read a value or may come to read it, moved or scaled.
   * @param last what makes the value that takes its place
   * @returns undefined where the value keeps its memory, whoever needs whom
   */
  readersOf(name: string, last: Step): readonly Step[] | undefined {
    const direct = this.readers.get(name);
    if (!direct) return undefined;
    const found = new Map<Step, boolean>();
    const follow = (step: Step, isDirect: boolean, isMoved: boolean): boolean => {
      if (step === last) return !isMoved && step.kind === 'adds';
      if (!isDirect && step.kind === undefined) return false;
      const known = found.get(step);
      if (known === true || known === isMoved) return true;
      found.set(step, isMoved);
      if (step.kind !== 'moves' && step.kind !== 'scales') return true;
      const isMemory = step.kind === 'moves';
      return step.makes.every((made) => {
        if (isMemory && this.outputs.has(made)) return false;
        return (this.readers.get(made) ?? []).every((next) => follow(next, false, isMoved || isMemory));
      });
    };
    return direct.every((step) => follow(step, true, false)) ? [...found.keys()] : undefined;
  }

  /** Whether onnxruntime may make a step one with a product among some others, by what stands between. */
  becomesOne(last: Step, others: readonly Step[]): boolean {
    const products = new Set(others.filter(({ kind }) => kind === undefined));
    const seen = new Set([last]);
    for (const step of seen) {
      if (products.has(step)) return true;
      if (step.kind === undefined && step !== last) continue;
      for (const name of step.reads) {
        const maker = this.makers.get(name);
        if (maker) seen.add(maker);
      }
    }
    return false;
  }
}

interface Candidate extends InPlace {
  /** What makes the output. */
  readonly last: Step;
  /** What reads the input, or may fail. */
  readonly reading: readonly Step[];
}

/** Candidates that are looked at in one pass over a graph. */
const groupSize = 256;

function inGroups(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const groups = Math.ceil(candidates.length / groupSize);
  return Array.from({ length: groups }, (_, at) => candidates.slice(at * groupSize, (at + 1) * groupSize));
}

/**
 * Those whose last step needs all that read the input, at whatever distance. Each step has a bit for every one of
 * these readers, which is set where it needs it or is it.
 * @param places of the steps in topological order
 * @param needed for each step, the places of those that make what it reads
 */
function withNeededReaders(
  group: readonly Candidate[],
  places: ReadonlyMap<Step, number>,
  needed: readonly (readonly number[])[],
): readonly InPlace[] {
  const sought = [...new Set(group.flatMap(({ reading }) => reading))];
  const bitOf = new Map(sought.map((step, bit) => [step, bit]));
  const ownBits = new Map(sought.map((step, bit) => [places.get(step)!, bit]));
  const words = Math.ceil(sought.length / 32);
  const bits = new Uint32Array(needed.length * words);
  needed.forEach((others, at) => {
    const start = at * words;
    for (const other of others)
      for (let word = 0; word < words; word++) bits[start + word]! |= bits[other * words + word]!;
    const own = ownBits.get(at);
    if (own !== undefined) bits[start + (own >> 5)]! |= 1 << (own & 31);
  });
  return group.flatMap(({ output, input, last, reading }): InPlace[] => {
    const start = places.get(last)! * words;
    const isNeeded = (step: Step): boolean => {
      const bit = bitOf.get(step)!;
      return ((bits[start + (bit >> 5)]! >> (bit & 31)) & 1) === 1;
    };
    return reading.every(isNeeded) ? [{ output, input }] : [];
  });
}
