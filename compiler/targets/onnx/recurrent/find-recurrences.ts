import { attributesKey } from '../../../ops/attributes-key.ts';
import { sameShape } from '../../../ops/simplify.ts';
import type { OpGraph, OpNode, OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { RecurrentOperator } from './gates.ts';
import { recurrentForms, recurrentPattern, type LeafName, type RecurrentPattern } from './pattern.ts';

/** A loop that is a recurrent layer of ONNX. */
export interface RecurrentLoop {
  readonly operator: RecurrentOperator;
  readonly scan: OpNodeOf<'scan'>;
  /** The layer's weights in Keras's layout, its first states, and `x`, what the kernel is multiplied with. */
  readonly leaves: Readonly<Record<Exclude<LeafName, 'bias' | 'state1'>, Tensor>> &
    Partial<Record<LeafName, Tensor>>;
  /** True where `x` has time in front of the batch. */
  readonly isTimeMajor: boolean;
  /** Of GRU: the reset gate acts behind the product with the recurrent kernel. */
  readonly resetsAfter: boolean;
}

/** The loops of a graph that are recurrent layers; `inside` holds the nodes that are there for them alone. */
export interface RecurrentLoops {
  readonly byScan: ReadonlyMap<OpNode, RecurrentLoop>;
  readonly inside: ReadonlySet<OpNode>;
}

export const noLoops: RecurrentLoops = { byScan: new Map(), inside: new Set() };

/**
 * Finds loops that do what ONNX's LSTM, GRU and RNN do: those that recurrent layers are lowered to where a model
 * predicts, with no mask and the usual activations. A loop of a training step, which keeps more, is none of them.
 * @param gpu true where onnxruntime's WebGPU provider runs the graph, which has no such operators
 */
export function findRecurrences(graph: OpGraph, gpu = false): RecurrentLoops {
  if (gpu) return noLoops;
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const)));
  const byScan = new Map<OpNode, RecurrentLoop>();
  for (const node of graph.nodes) {
    const loop = node.op === 'scan' ? recurrenceOf(node, producers) : undefined;
    if (loop) byScan.set(node, loop);
  }
  return byScan.size > 0 ? { byScan, inside: withoutReaders(graph, byScan) } : noLoops;
}

type Producers = ReadonlyMap<number, OpNode>;

function recurrenceOf(scan: OpNodeOf<'scan'>, producers: Producers): RecurrentLoop | undefined {
  const { states, reverse, body, length } = scan.attributes;
  const [state] = scan.inputs as readonly [Tensor];
  const features = projectedFeatures(scan, producers);
  const [batch, units] = state.shape;
  if (features === undefined || state.shape.length !== 2 || typeof units !== 'number') return undefined;
  for (const form of recurrentForms) {
    if (form.declaration.recurrence.states !== states) continue;
    const pattern = recurrentPattern(form, {
      batch: batch!,
      time: length,
      features,
      units,
      backwards: reverse,
      sequences: body.outputs.length > states,
    });
    const found = match(pattern, scan, producers);
    if (!found) continue;
    return {
      operator: form.operator,
      scan,
      leaves: found as RecurrentLoop['leaves'],
      isTimeMajor: !isTransposed(pattern),
      resetsAfter: form.args.reset_after === true,
    };
  }
  return undefined;
}

/** The number of features that a loop's steps were projected from; undefined where they were not. */
function projectedFeatures(scan: OpNodeOf<'scan'>, producers: Producers): number | undefined {
  const product = projection(scan, producers).at(-1);
  const features = product?.op === 'matmul' ? product.inputs[1]!.shape[0] : undefined;
  return typeof features === 'number' ? features : undefined;
}

/** True where the steps are turned after their projection, which then is of [batch, time, features]. */
function isTransposed({ scan, producers }: RecurrentPattern): boolean {
  return projection(scan, producers).some(({ op }) => op === 'transpose');
}

/** From the steps of a loop back to the product with the kernel, if there is one. */
function projection({ inputs, attributes }: OpNodeOf<'scan'>, producers: Producers): readonly OpNode[] {
  const nodes: OpNode[] = [];
  let next = inputs[attributes.states];
  while (next) {
    const node = producers.get(next.id)!;
    nodes.push(node);
    const leads = node.op === 'add' || node.op === 'transpose' || node.op === 'slice';
    next = leads ? node.inputs[0] : undefined;
  }
  return nodes;
}

/** What stands for the leaves of a pattern, where a loop and what leads to it are the same. */
function match(
  pattern: RecurrentPattern,
  scan: OpNodeOf<'scan'>,
  producers: Producers,
): Partial<Record<LeafName, Tensor>> | undefined {
  const found: Partial<Record<LeafName, Tensor>> = {};
  const isSame = (expected: Tensor, actual: Tensor): boolean => {
    const leaf = pattern.leaves.get(expected.id);
    if (leaf !== undefined) {
      found[leaf] ??= actual;
      return found[leaf].id === actual.id && sameShape(expected.shape, actual.shape);
    }
    const [a, b] = [pattern.producers.get(expected.id)!, producers.get(actual.id)!];
    return (
      a.op === b.op &&
      a.outputs.indexOf(expected) === b.outputs.indexOf(actual) &&
      attributesKey(a.attributes) === attributesKey(b.attributes) &&
      areSame(a.inputs, b.inputs)
    );
  };
  const areSame = (expected: readonly Tensor[], actual: readonly Tensor[]): boolean =>
    expected.length === actual.length && expected.every((each, at) => isSame(each, actual[at]!));
  const isLoop = bodyKey(pattern.scan) === bodyKey(scan) && areSame(pattern.scan.inputs, scan.inputs);
  return isLoop ? found : undefined;
}

/** A text that is equal for loops that do the same, whatever the numbers of their tensors. */
function bodyKey({ attributes: { body, ...rest } }: OpNodeOf<'scan'>): string {
  const places = new Map<number, number>();
  const place = ({ id }: Tensor): number => places.get(id)!;
  const add = ({ id }: Tensor): void => void places.set(id, places.size);
  body.inputs.forEach(({ tensor }) => add(tensor));
  const lines = body.nodes.flatMap(({ op, inputs, attributes, outputs }) => {
    if (op === 'input') return [];
    const line = `${op} ${inputs.map(place).join()} ${attributesKey(attributes)}`;
    outputs.forEach(add);
    return [line];
  });
  return [attributesKey(rest), ...lines, body.outputs.map(({ tensor }) => place(tensor)).join()].join('\n');
}

/** Nodes whose results nobody reads once the loops read their leaves alone. */
function withoutReaders(graph: OpGraph, loops: ReadonlyMap<OpNode, RecurrentLoop>): ReadonlySet<OpNode> {
  const read = new Set(graph.outputs.map(({ tensor }) => tensor.id));
  const unread = new Set<OpNode>();
  for (const node of [...graph.nodes].reverse()) {
    const isRead = node.op === 'input' || node.outputs.some(({ id }) => read.has(id));
    if (!isRead) unread.add(node);
    else {
      const inputs = loops.has(node) ? Object.values(loops.get(node)!.leaves) : node.inputs;
      for (const { id } of inputs) read.add(id);
    }
  }
  return unread;
}
