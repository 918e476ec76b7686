import { GraphScope } from './scope.ts';
import type { NamedTensor, OpAttributes, OpGraph, OpName, OpNode, OpNodeOf, Tensor } from './types.ts';
import { evaluateSize, isSymbolicSize, type Size } from '../shapes/size.ts';

/** Numbers for size variables, by name, and for unknown sizes, by key. */
export type SizeValues = ReadonlyMap<string, number>;

/**
 * A graph with its open sizes replaced by numbers. What is only then equal, or does nothing, becomes one op or none:
 * every node is emitted anew.
 */
export function bindSizes(graph: OpGraph, sizes: SizeValues): OpGraph {
  return rebuild(graph, new GraphScope(), sizes);
}

function rebuild(graph: OpGraph, scope: GraphScope, sizes: SizeValues): OpGraph {
  const tensors = new Map<number, Tensor>();
  const bound = (tensor: Tensor): Tensor => {
    const known = tensors.get(tensor.id);
    if (!known) throw new Error(`Tensor ${tensor.id} is used before it is made.`);
    return known;
  };
  for (const { name, tensor } of graph.inputs) {
    const shape = tensor.shape.map((size) => numberOf(size, sizes));
    tensors.set(tensor.id, scope.input(name, tensor.dtype, shape));
  }
  for (const node of graph.nodes) {
    if (node.op === 'input') continue;
    const outputs = emitBound(node, node.inputs.map(bound), scope, sizes);
    node.outputs.forEach((output, index) => tensors.set(output.id, outputs[index]!));
  }
  const outputs = graph.outputs.map(({ name, tensor }): NamedTensor => ({ name, tensor: bound(tensor) }));
  return scope.build(outputs);
}

function emitBound<K extends OpName>(
  node: OpNodeOf<K>,
  inputs: readonly Tensor[],
  scope: GraphScope,
  sizes: SizeValues,
): readonly Tensor[] {
  const known = node as OpNode;
  if (known.op === 'constant') {
    const [{ dtype, shape }] = known.outputs as readonly [Tensor];
    return [scope.constant(known.attributes.data, shape as readonly number[], dtype)];
  }
  const attributes =
    known.op === 'scan'
      ? { ...known.attributes, ...boundScan(known, scope, sizes) }
      : boundAttributes(node.attributes, sizes);
  return scope.emit(node.op, inputs, attributes as OpAttributes[K]);
}

/** A body has a scope of its own: it sees nothing of the graph around it but its inputs. */
function boundScan(node: OpNodeOf<'scan'>, scope: GraphScope, sizes: SizeValues) {
  const { body, length } = node.attributes;
  const bound = rebuild(body, scope.createBody(), sizes);
  const nodes = bound.nodes.filter(({ op }) => op !== 'input');
  return { body: { ...bound, nodes }, length: numberOf(length, sizes) };
}

/** Attributes are sizes, plain values, and lists of them. */
function boundAttributes<T extends object>(attributes: T, sizes: SizeValues): T {
  const bind = (value: unknown): unknown => {
    if (isSymbolicSize(value)) return numberOf(value, sizes);
    return Array.isArray(value) ? value.map(bind) : value;
  };
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, bind(value)])) as T;
}

function numberOf(size: Size, sizes: SizeValues): Size {
  return evaluateSize(size, sizes) ?? size;
}
