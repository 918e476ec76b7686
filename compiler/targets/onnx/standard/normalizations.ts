import { normalized } from '../../../layers/normalization/base-normalization.ts';
import { normalizedGroups } from '../../../layers/normalization/group-normalization.ts';
import { sameShape } from '../../../ops/simplify.ts';
import type { OpNode, Tensor } from '../../../ops/types.ts';
import { sizesEqual } from '../../../shapes/size.ts';
import type { FusedNode } from '../fused-nodes.ts';
import type { OnnxWriter } from '../writer.ts';
import { channelsSecond, channelsBack } from './channels.ts';
import { matched, templateOf, type Makers, type Template } from './template.ts';

type Vector = 'mean' | 'variance' | 'gamma' | 'beta';

/** BatchNormalization as it predicts, with and without a factor and a shift. */
const batchTemplates: readonly Template<'x' | Vector>[] = [['gamma', 'beta'], ['gamma'], ['beta'], []].map(
  (own) =>
    templateOf(['x', 'mean', 'variance', ...own] as ('x' | Vector)[], 1, (ops, tensors, [epsilon]) =>
      normalized(ops, tensors.x, [tensors.mean, tensors.variance], epsilon!, {
        gamma: tensors.gamma,
        beta: tensors.beta,
      }),
    ),
);

/** `BatchNormalization` of ONNX, in the form that predicts, where these nodes are one. */
export function batchNormalizationForm({ outputs: [result] }: OpNode, makers: Makers): FusedNode | undefined {
  if (result?.dtype !== 'float32' || result.shape.length < 2) return undefined;
  for (const template of batchTemplates) {
    const found = matched(template, result, makers);
    const whole = found && batchNormalizationOf(result, found.tensors, found.numbers[0]!, makers);
    if (whole) return whole;
  }
  return undefined;
}

function batchNormalizationOf(
  result: Tensor,
  { x, ...vectors }: Readonly<Partial<Record<Vector, Tensor>>> & { readonly x: Tensor },
  epsilon: number,
  makers: Makers,
): FusedNode | undefined {
  if (!sameShape(x.shape, result.shape)) return undefined;
  const given = Object.values(vectors);
  const axis = x.shape.findLastIndex((_, at) => at > 0 && given.every((vector) => isAlong(vector, x, at)));
  if (axis < 0) return undefined;
  const channels = x.shape[axis] as number;
  const whole = (tensor: Tensor | undefined): Tensor | undefined => tensor && flatOf(tensor, makers);
  const [gamma, beta, mean, variance] = [vectors.gamma, vectors.beta, vectors.mean, vectors.variance].map(
    whole,
  );
  return {
    inputs: [x, gamma, beta, mean, variance].filter((each) => each !== undefined),
    text: 'as BatchNormalization',
    write: (writer) => {
      const made = writer.node(
        'BatchNormalization',
        [
          channelsSecond(writer, writer.nameOf(x), x, axis),
          vectorOf(writer, gamma, channels, 1),
          vectorOf(writer, beta, channels, 0),
          vectorOf(writer, mean, channels, 0),
          vectorOf(writer, variance, channels, 1),
        ],
        { epsilon: { float: epsilon } },
      );
      writer.setName(result, channelsBack(writer, made, x.shape.length, axis));
    },
  };
}

/** True for a tensor with one number for each entry of an axis, which broadcasts along all others. */
function isAlong({ shape }: Tensor, x: Tensor, axis: number): boolean {
  const size = x.shape[axis]!;
  const place = axis - (x.shape.length - shape.length);
  return (
    typeof size === 'number' &&
    place >= 0 &&
    shape.every((each, at) => sizesEqual(each, at === place ? size : 1))
  );
}

/** The tensor that was only given axes of size 1, where one was. */
function flatOf(tensor: Tensor, makers: Makers): Tensor {
  const maker = makers.get(tensor.id);
  const [inner] = maker?.op === 'reshape' ? maker.inputs : [];
  return inner?.shape.length === 1 ? inner : tensor;
}

/** A vector of the channels; the same number for all where the layer has none. */
function vectorOf(writer: OnnxWriter, tensor: Tensor | undefined, channels: number, initial: number): string {
  if (!tensor) return writer.constant('float32', [channels], new Float32Array(channels).fill(initial));
  const name = writer.nameOf(tensor);
  return tensor.shape.length === 1 ? name : writer.node('Reshape', [name, writer.integers([-1])]);
}

/**
 * `InstanceNormalization` of ONNX, whose instances are the groups of a GroupNormalization: of every sample, each group
 * of channels over all places. Operator sets before 21 have no normalization of groups with a factor a channel.
 */
export function groupNormalizationForm(node: OpNode, makers: Makers): FusedNode | undefined {
  const [result] = node.outputs;
  if (node.op !== 'reshape' || result?.dtype !== 'float32') return undefined;
  const parts = partsOf(node, makers);
  if (!parts) return undefined;
  const [x] = parts.inputs as readonly [Tensor];
  for (const { axis, groups } of groupingsOf(x, parts.outputs[0]!)) {
    const template = templateOf(
      ['x'],
      1,
      (ops, tensors, [epsilon]) => normalizedGroups(ops, tensors.x, axis - 1, groups, epsilon!),
      x.shape,
    );
    const found = matched(template, result, makers);
    if (found) return instances(x, result, { axis, groups }, found.numbers[0]!);
  }
  return undefined;
}

/** Which axis is split into how many groups. */
interface Grouping {
  readonly axis: number;
  readonly groups: number;
}

function instances(x: Tensor, result: Tensor, { axis, groups }: Grouping, epsilon: number): FusedNode {
  return {
    inputs: [x],
    text: 'with InstanceNormalization',
    write: (writer) => {
      const first = channelsSecond(writer, writer.nameOf(x), x, axis);
      const all = (value: number): string =>
        writer.constant('float32', [groups], new Float32Array(groups).fill(value));
      const isEach = groups === x.shape[axis];
      const grouped =
        isEach && x.shape.length > 2
          ? first
          : writer.node('Reshape', [first, writer.integers([0, groups, -1])]);
      const made = writer.node('InstanceNormalization', [grouped, all(1), all(0)], {
        epsilon: { float: epsilon },
      });
      const again = grouped === first ? made : writer.node('Reshape', [made, writer.node('Shape', [first])]);
      writer.setName(result, channelsBack(writer, again, x.shape.length, axis));
    },
  };
}

/** The node that splits channels into groups, from the one that joins them. */
function partsOf(node: OpNode, makers: Makers): OpNode | undefined {
  const [quotient] = node.inputs.map(({ id }) => makers.get(id));
  const difference = quotient?.op === 'divide' ? makers.get(quotient.inputs[0]!.id) : undefined;
  const parts = difference?.op === 'subtract' ? makers.get(difference.inputs[0]!.id) : undefined;
  return parts?.op === 'reshape' ? parts : undefined;
}

/** The ways in which a tensor may have come to the shape of groups: an axis of size 1 leaves it open which was split. */
function groupingsOf({ shape }: Tensor, { shape: grouped }: Tensor): readonly Grouping[] {
  return shape.flatMap((size, axis) => {
    const [groups, each] = [grouped[axis], grouped[axis + 1]];
    const isSplit =
      axis > 0 &&
      typeof groups === 'number' &&
      typeof each === 'number' &&
      groups * each === size &&
      sameShape(shape.toSpliced(axis, 1), grouped.toSpliced(axis, 2));
    return isSplit ? [{ axis, groups }] : [];
  });
}

/** `LayerNormalization` of ONNX on the tensor as it is, where nobody reads the moments. */
export function layerNormalizationForm(
  node: OpNode,
  readers: { has(id: number): boolean },
): FusedNode | undefined {
  if (node.op !== 'layerNormalization') return undefined;
  const [result, ...moments] = node.outputs as readonly [Tensor, ...Tensor[]];
  if (moments.some(({ id }) => readers.has(id))) return undefined;
  const { inputs, attributes } = node;
  return {
    inputs,
    text: 'as LayerNormalization',
    write: (writer) => {
      const names = inputs.map((input) => writer.nameOf(input));
      const epsilon = { float: attributes.epsilon };
      writer.setName(result, writer.node('LayerNormalization', names, { axis: -1, epsilon }));
    },
  };
}
