import { attributesKey } from '../../../ops/attributes-key.ts';
import { sameShape } from '../../../ops/simplify.ts';
import type { OpGraph, OpNode, OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { FusedNode } from '../fused-nodes.ts';
import type { RecurrentOperator } from './gates.ts';
import { recurrentForms, recurrentPattern, type LeafName, type RecurrentPattern } from './pattern.ts';
import { writeRecurrence } from './write-recurrence.ts';

/** A loop that is a recurrent layer of ONNX. */
export interface RecurrentLoop {
  readonly operator: RecurrentOperator;
  readonly scan: OpNodeOf<'scan'>;
  /** The layer's weights in Keras's layout, its first states, and `x`, what the kernel is multiplied with. */
  readonly leaves: Readonly<Record<Exclude<LeafName, 'bias' | 'state1'>, Tensor>> &
    Partial<Record<LeafName, Tensor>>;
  /** True where `x` has time in front of the batch. */
  readonly isTimeMajor: boolean;
  /** For each result of the loop, whether anything reads it. */
  readonly isRead: readonly boolean[];
  /** Of GRU: the reset gate acts behind the product with the recurrent kernel. */
  readonly resetsAfter: boolean;
}

/**
 * Finds loops that do what ONNX's LSTM, GRU and RNN do: those that recurrent layers are lowered to where a model
 * predicts, with no mask and the usual activations. A loop of a training step, which keeps more, is none of them.
 */
export function findRecurrences(graph: OpGraph): ReadonlyMap<OpNode, FusedNode> {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const)));
  const read = new Set([
    ...graph.nodes.flatMap(({ inputs }) => inputs.map(({ id }) => id)),
    ...graph.outputs.map(({ tensor }) => tensor.id),
  ]);
  const found = new Map<OpNode, FusedNode>();
  for (const node of graph.nodes) {
    const layer = node.op === 'scan' ? recurrenceOf(node, producers) : undefined;
    if (!layer) continue;
    const loop = { ...layer, isRead: node.outputs.map(({ id }) => read.has(id)) };
    found.set(node, {
      inputs: Object.values(loop.leaves),
      text: `as ${loop.operator} of onnxruntime`,
      write: (writer) => writeRecurrence(writer, loop),
    });
  }
  return found;
}

type Producers = ReadonlyMap<number, OpNode>;

function recurrenceOf(
  scan: OpNodeOf<'scan'>,
  producers: Producers,
): Omit<RecurrentLoop, 'isRead'> | undefined {
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
