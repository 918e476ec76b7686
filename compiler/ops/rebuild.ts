import { isSymbolicSize, type Size } from '../shapes/size.ts';
import { createOps, type ScopedOps } from './builder.ts';
import { expandComposite, isComposite } from './composites.ts';
import { GraphScope } from './scope.ts';
import type { NamedTensor, OpAttributes, OpGraph, OpName, OpNode, OpNodeOf, Tensor } from './types.ts';

/** What takes the place of ops: their results in terms of others, or undefined where they stay. */
export type Replacements = {
  readonly [K in OpName]?: (
    ops: ScopedOps,
    inputs: readonly Tensor[],
    attributes: OpAttributes[K],
  ) => readonly Tensor[] | undefined;
};

/** What changes where a graph is written anew. */
export interface Changes {
  /** What engines lack in ops that they have; none by default. */
  readonly replaces?: Replacements;
  /** Loops whose length is a number become their steps, one after the other. */
  readonly unrolls?: boolean;
  /** What takes the place of an open size. */
  readonly size?: (size: Size) => Size;
  /** Which composite ops are replaced by what they are made of; none by default. */
  readonly expands?: (node: OpNode) => boolean;
}

/**
 * A graph written anew, op by op: what is equal, or does nothing, after the changes becomes one op or none. Loops'
 * bodies change in the same way.
 * @param scope an empty one, in which it is written
 */
export function rebuild(graph: OpGraph, changes: Changes, scope = new GraphScope()): OpGraph {
  return rebuildIn(scope, graph, changes);
}

function rebuildIn(scope: GraphScope, graph: OpGraph, changes: Changes): OpGraph {
  const tensors = new Map<number, Tensor>();
  for (const { name, tensor } of graph.inputs) {
    tensors.set(tensor.id, scope.input(name, tensor.dtype, renewSizes(tensor.shape, changes)));
  }
  const outputs = emitInto(scope, graph, tensors, changes);
  return scope.build(graph.outputs.map(({ name }, at): NamedTensor => ({ name, tensor: outputs[at]! })));
}

/**
 * Writes the nodes of a graph into a scope.
 * @param tensors what stands for the graph's inputs there, by their numbers in the graph
 * @returns what stands for its outputs
 */
function emitInto(
  scope: GraphScope,
  graph: OpGraph,
  tensors: Map<number, Tensor>,
  changes: Changes,
): readonly Tensor[] {
  const renewed = (tensor: Tensor): Tensor => {
    const known = tensors.get(tensor.id);
    if (!known) throw new Error(`Tensor ${tensor.id} is used before it is made.`);
    return known;
  };
  for (const node of graph.nodes) {
    if (node.op === 'input') continue;
    const inputs = node.inputs.map(renewed);
    const outputs = scope.within(node.precision, () => emitAnew(scope, node, inputs, changes));
    node.outputs.forEach((output, index) => tensors.set(output.id, outputs[index]!));
  }
  return graph.outputs.map(({ tensor }) => renewed(tensor));
}

function emitAnew<K extends OpName>(
  scope: GraphScope,
  node: OpNodeOf<K>,
  inputs: readonly Tensor[],
  changes: Changes,
): readonly Tensor[] {
  const known = node as OpNode;
  if (known.op === 'constant') {
    const [{ dtype, shape }] = known.outputs as readonly [Tensor];
    return [scope.constant(known.attributes.data, shape as readonly number[], dtype)];
  }
  if (known.op === 'scan' && changes.unrolls) {
    const length = renewSizes(known.attributes.length, changes);
    if (typeof length === 'number') return unroll(scope, known, length, inputs, changes);
  }
  const attributes =
    known.op === 'scan' ? renewScan(scope, known, changes) : renewSizes(known.attributes, changes);
  const changed = { ...known, attributes } as OpNode;
  if (isComposite(changed.op) && changes.expands?.(changed)) {
    return expandComposite(createOps(scope), changed as OpNodeOf<typeof changed.op>, inputs);
  }
  const replaced = changes.replaces?.[node.op]?.(createOps(scope), inputs, attributes as OpAttributes[K]);
  if (replaced) return replaced;
  return scope.emit(node.op, inputs, attributes as OpAttributes[K]);
}

/** The steps of a loop in the order in which it goes; each gets the states of the one before. */
function unroll(
  scope: GraphScope,
  { attributes }: OpNodeOf<'scan'>,
  length: number,
  inputs: readonly Tensor[],
  changes: Changes,
): readonly Tensor[] {
  const { body, states, scanned, reverse } = attributes;
  const ops = createOps(scope);
  const sequences = inputs.slice(states, states + scanned);
  const captured = inputs.slice(states + scanned);
  const stacked: Tensor[][] = body.outputs.slice(states).map(() => []);
  let current = inputs.slice(0, states);
  for (let step = 0; step < length; step++) {
    const place = reverse ? length - 1 - step : step;
    const slices = sequences.map((each) => ops.squeeze(ops.sliceAxis(each, 0, place, 1), 0));
    const given = [...current, ...slices, ...captured];
    const tensors = new Map(body.inputs.map(({ tensor }, at) => [tensor.id, given[at]!]));
    const results = emitInto(scope, body, tensors, changes);
    current = results.slice(0, states);
    results.slice(states).forEach((result, at) => (stacked[at]![place] = result));
  }
  return [...current, ...stacked.map((each) => ops.stack(each, 0))];
}

/** A body has a scope of its own: it sees nothing of the graph around it but its inputs. */
function renewScan(scope: GraphScope, { attributes }: OpNodeOf<'scan'>, changes: Changes) {
  const body = rebuildIn(scope.createBody(), attributes.body, changes);
  const nodes = body.nodes.filter(({ op }) => op !== 'input');
  const { length, ...rest } = attributes;
  return { ...rest, length: renewSizes(length, changes), body: { ...body, nodes } };
}

/** Attributes are sizes, plain values, and lists and records of them. */
function renewSizes<T>(value: T, changes: Changes): T {
  const { size } = changes;
  if (!size) return value;
  const renew = (each: unknown): unknown => {
    if (isSymbolicSize(each)) return size(each);
    if (Array.isArray(each)) return each.map(renew);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([name, entry]) => [name, renew(entry)]));
  };
  return renew(value) as T;
}
