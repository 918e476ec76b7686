import { isSymbolicSize, type Size } from '../shapes/size.ts';
import { createOps } from './builder.ts';
import { expandComposite, isComposite } from './composites.ts';
import { GraphScope } from './scope.ts';
import type { NamedTensor, OpAttributes, OpGraph, OpName, OpNode, OpNodeOf, Tensor } from './types.ts';

/** What changes where a graph is written anew. */
export interface Changes {
  /** What takes the place of an open size. */
  readonly size?: (size: Size) => Size;
  /** Which composite ops are replaced by what they are made of; none by default. */
  readonly expands?: (node: OpNode) => boolean;
}

/**
 * A graph written anew, op by op: what is equal, or does nothing, after the changes becomes one op or none. Loops'
 * bodies change in the same way.
 */
export function rebuild(graph: OpGraph, changes: Changes): OpGraph {
  return rebuildIn(new GraphScope(), graph, changes);
}

function rebuildIn(scope: GraphScope, graph: OpGraph, changes: Changes): OpGraph {
  const tensors = new Map<number, Tensor>();
  const renewed = (tensor: Tensor): Tensor => {
    const known = tensors.get(tensor.id);
    if (!known) throw new Error(`Tensor ${tensor.id} is used before it is made.`);
    return known;
  };
  for (const { name, tensor } of graph.inputs) {
    tensors.set(tensor.id, scope.input(name, tensor.dtype, renewSizes(tensor.shape, changes)));
  }
  for (const node of graph.nodes) {
    if (node.op === 'input') continue;
    const outputs = emitAnew(scope, node, node.inputs.map(renewed), changes);
    node.outputs.forEach((output, index) => tensors.set(output.id, outputs[index]!));
  }
  return scope.build(
    graph.outputs.map(({ name, tensor }): NamedTensor => ({ name, tensor: renewed(tensor) })),
  );
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
  const attributes =
    known.op === 'scan' ? renewScan(scope, known, changes) : renewSizes(known.attributes, changes);
  const changed = { ...known, attributes } as OpNode;
  if (isComposite(changed.op) && changes.expands?.(changed)) {
    return expandComposite(createOps(scope), changed as OpNodeOf<typeof changed.op>, inputs);
  }
  return scope.emit(node.op, inputs, attributes as OpAttributes[K]);
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
