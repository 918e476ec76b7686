import { peakBytes, tensorBytes } from '../../ops/peak-memory.ts';
import type { OpGraph, OpNode } from '../../ops/types.ts';
import type { GraphProto, NodeProto } from './onnx_pb.ts';
import { elementTypes, nodeProto, tensorProto } from './proto.ts';

/** A tensor of less than this share of what a step takes at most may come at any time. */
const smallShare = 1 / 256;

/**
 * The ops whose order decides how much memory a step takes: what they read or make is a share of it that counts.
 * @param graph one whose sizes are bound
 */
export function memoryNodes(graph: OpGraph): ReadonlySet<OpNode> {
  const least = peakBytes(graph) * smallShare;
  const counts = ({ inputs, outputs }: OpNode): boolean =>
    [...inputs, ...outputs].some((tensor) => tensorBytes(tensor) >= least);
  return new Set(graph.nodes.filter(counts));
}

/**
 * Has onnxruntime run nodes in the order of a list. It goes back from a graph's results, and comes to each node when
 * it is first needed: a kernel's gradient may then wait until all else is done, with what it is made from. A node that
 * does not read what the one before makes therefore reads its input in a shape that is put together from the input's
 * own and from no numbers of the one before. Nothing is copied, and the node cannot come earlier.
 * @param nodes those of the graph that are kept in order, each after what it reads
 * @param data names of the inputs that bring data; the others are state, which is read where it lies
 */
export function keepOrder(graph: GraphProto, nodes: readonly NodeProto[], data: ReadonlySet<string>): void {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const state = new Set(graph.input.flatMap(({ name }) => (data.has(name) ? [] : [name])));
  const canWait = (name: string): boolean => name !== '' && !constants.has(name) && !state.has(name);
  const added = new Map<NodeProto, readonly NodeProto[]>();
  let made: readonly string[] = [];
  nodes.forEach((node, at) => {
    const place = node.input.findIndex(canWait);
    // What is made of weights alone comes at any time.
    if (place < 0) return;
    const [result] = made;
    if (result !== undefined && !node.input.some((name) => made.includes(name))) {
      const later = `order:${at}`;
      added.set(node, after(node.input[place]!, result, later));
      node.input[place] = later;
    }
    made = node.output.filter((name) => name !== '');
  });
  if (added.size === 0) return;
  graph.initializer.push(tensorProto(flat, 'int64', [1], [-1]), tensorProto(none, 'int64', [1], [0]));
  graph.node = graph.node.flatMap((node) => [...(added.get(node) ?? []), node]);
}

const flat = 'order:flat';
const none = 'order:none';

/** A value under another name, there once another value is. */
function after(value: string, other: string, name: string): readonly NodeProto[] {
  const part = (what: string): string => `${name}:${what}`;
  return [
    nodeProto('Reshape', [other, flat], [part('row')], {}),
    nodeProto('Slice', [part('row'), none, none], [part('nothing')], {}),
    nodeProto('Cast', [part('nothing')], [part('no sizes')], { to: elementTypes.int64 }),
    nodeProto('Shape', [value], [part('sizes')], {}),
    nodeProto('Concat', [part('sizes'), part('no sizes')], [part('shape')], { axis: 0 }),
    nodeProto('Reshape', [value, part('shape')], [name], {}),
  ];
}
