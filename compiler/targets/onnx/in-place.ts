import type { OpGraph, OpName, Tensor } from '../../ops/types.ts';
import type { GraphProto, NodeProto } from './onnx_pb.ts';

/** An output that is written where an input stood, whose place it takes. */
export interface InPlace {
  readonly output: string;
  readonly input: string;
}

/** What of a node decides whether it may write over what others read. */
interface Step {
  readonly reads: readonly string[];
  readonly makes: readonly string[];
  /**
   * `moves`: the result is the input elsewhere or in another form, perhaps in the same memory; onnxruntime may have
   * those that read it read the input itself. `scales`: the same, where those are products, but never in the same
   * memory. `entries`: each entry is made of those at its place.
   */
  readonly kind: Kind;
}

type Kind = 'moves' | 'scales' | 'entries' | undefined;

const operatorKinds: Readonly<Record<string, Kind>> = {
  Cast: 'moves',
  Concat: 'moves',
  Expand: 'moves',
  Flatten: 'moves',
  Identity: 'moves',
  Pad: 'moves',
  Reshape: 'moves',
  Slice: 'moves',
  Squeeze: 'moves',
  Transpose: 'moves',
  Unsqueeze: 'moves',
  Div: 'scales',
  Mul: 'scales',
  Add: 'entries',
  Sub: 'entries',
};

/**
 * The outputs of a graph that onnxruntime may write into the memory of the inputs whose place they take: whatever
 * reads such an input is needed for the output, and so is done before, in whichever order nodes run. What makes the
 * output either does not read the input, or goes through both entry by entry.
 *
 * The kernels of hidden layers stay out: the gradient of what such a layer is given reads them, and may be computed
 * after their update.
 * @param pairs inputs by the outputs that take their place, of one shape
 */
export function writtenInPlace(
  { node: nodes, output: outputs }: GraphProto,
  pairs: ReadonlyMap<string, string>,
): readonly InPlace[] {
  const steps = nodes.map((node): Step => {
    return { reads: readsOf(node), makes: node.output, kind: operatorKinds[node.opType] };
  });
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

const opKinds: { readonly [K in OpName]?: Kind } = {
  cast: 'moves',
  concat: 'moves',
  expand: 'moves',
  pad: 'moves',
  reshape: 'moves',
  slice: 'moves',
  stopGradient: 'moves',
  transpose: 'moves',
  divide: 'scales',
  multiply: 'scales',
  add: 'entries',
  subtract: 'entries',
};

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
    return [{ reads: node.inputs.map(nameOf), makes: node.outputs.map(nameOf), kind: opKinds[node.op] }];
  });
  return overwritten(
    steps,
    outputs.map(({ name }) => name),
    pairs,
  );
}

function overwritten(
  steps: readonly Step[],
  outputs: readonly string[],
  pairs: ReadonlyMap<string, string>,
): readonly InPlace[] {
  const makers = new Map(steps.flatMap((step) => step.makes.map((name) => [name, step] as const)));
  const readers = new Map<string, Step[]>();
  for (const step of steps)
    for (const name of step.reads) {
      const known = readers.get(name);
      if (known) known.push(step);
      else readers.set(name, [step]);
    }
  const isOutput = new Set(outputs);
  /** All that read a value or may come to read it; undefined where that cannot be told apart from the result. */
  const readersOf = (name: string, last: Step): readonly Step[] | undefined => {
    const found: Step[] = [];
    for (const step of readers.get(name) ?? []) {
      found.push(step);
      if (step === last || (step.kind !== 'moves' && step.kind !== 'scales')) continue;
      for (const made of step.makes) {
        const isMemory = step.kind === 'moves';
        if (isMemory && (isOutput.has(made) || readers.get(made)?.includes(last))) return undefined;
        const others = readersOf(made, last);
        if (!others) return undefined;
        found.push(...others);
      }
    }
    return found;
  };
  const candidates = [...pairs].flatMap(([output, input]): Candidate[] => {
    const last = makers.get(output);
    const reading = last && readersOf(input, last);
    if (!reading || reading.length === 0) return [];
    const goesAlong = last.kind === 'entries' || last.kind === 'scales';
    return reading.includes(last) && !goesAlong ? [] : [{ output, input, last, reading }];
  });
  const places = new Map(steps.map((step, at) => [step, at]));
  const needed = steps.map(({ reads }) =>
    reads.flatMap((name) => (makers.has(name) ? [places.get(makers.get(name)!)!] : [])),
  );
  return inGroups(candidates).flatMap((group) => withNeededReaders(group, places, needed));
}

interface Candidate extends InPlace {
  /** What makes the output. */
  readonly last: Step;
  /** What reads the input. */
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
