import type { GraphProto, NodeProto, ValueInfoProto } from './onnx_pb.ts';
import { nodeProto } from './proto.ts';

/**
 * Keeps onnxruntime from knowing the shapes of what grows with the data, by which it would keep memory: results of
 * one shape get a place that is theirs from the first to the last of them, though nothing may be there in between.
 * What it does not know the shape of is let go of after its last use. Needs a graph whose sizes are bound.
 *
 * @param names of the inputs that bring data
 */
export function hideShapes(graph: GraphProto, names: ReadonlySet<string>): void {
  const data = graph.input.filter(({ name }) => names.has(name));
  const [first] = data.filter(({ type }) => rankOf(type) > 0);
  if (!first) return;
  for (const each of data) forgetSizes(each);
  const known = new Set(graph.initializer.map(({ name }) => name));
  const hidden = new Map<string, string>();
  const added: NodeProto[] = zeroOf(first.name);
  for (const node of graph.node) {
    const shape = node.opType === 'Reshape' ? node.input[1]! : undefined;
    if (shape === undefined || !known.has(shape)) continue;
    let name = hidden.get(shape);
    if (name === undefined) {
      name = `hidden:${shape}`;
      hidden.set(shape, name);
      added.push(nodeProto('Add', [shape, zeroName], [name], {}));
    }
    node.input[1] = name;
  }
  graph.node.unshift(...added);
}

const zeroName = 'hidden:zero';

/** A size of an input less itself: 0, which onnxruntime cannot know before it runs. */
function zeroOf(input: string): NodeProto[] {
  const size = 'hidden:size';
  return [
    nodeProto('Shape', [input], [size], { start: 0, end: 1 }),
    nodeProto('Sub', [size, size], [zeroName], {}),
  ];
}

function rankOf(type: ValueInfoProto['type']): number {
  return type?.value.case === 'tensorType' ? (type.value.value.shape?.dim.length ?? 0) : 0;
}

function forgetSizes({ type }: ValueInfoProto): void {
  if (type?.value.case !== 'tensorType') return;
  for (const dimension of type.value.value.shape?.dim ?? []) dimension.value = { case: undefined };
}
