import { repeatNearest } from '../../../layers/reshaping/base-upsampling.ts';
import { sameShape } from '../../../ops/simplify.ts';
import type { OpNode, Tensor } from '../../../ops/types.ts';
import type { FusedNode } from '../fused-nodes.ts';
import { channelsBack, channelsSecond } from './channels.ts';
import { matched, templateOf, type Makers } from './template.ts';

/** `GlobalAveragePool` and `GlobalMaxPool` of ONNX: the mean or maximum of each channel over all places. */
export function globalPoolForm(
  node: OpNode,
  onlyMaker: (tensor: Tensor) => OpNode | undefined,
): FusedNode | undefined {
  const isFlat = node.op === 'reshape' && node.outputs[0]!.shape.length === 2;
  const reduction = isFlat ? onlyMaker(node.inputs[0]!) : node;
  if (reduction?.op !== 'mean' && reduction?.op !== 'reduceMax') return undefined;
  const [x] = reduction.inputs as readonly [Tensor];
  const [result] = node.outputs as readonly [Tensor];
  const rank = x.shape.length;
  const { axes, keepDims } = reduction.attributes;
  const isSpace =
    rank > 2 && rank < 6 && axes.length === rank - 2 && axes.every((axis, at) => axis === at + 1);
  const isChannels = !isFlat || sameShape(result.shape, [x.shape[0]!, x.shape.at(-1)!]);
  if (!isSpace || !isChannels || x.dtype !== 'float32') return undefined;
  const operator = reduction.op === 'mean' ? 'GlobalAveragePool' : 'GlobalMaxPool';
  return {
    inputs: [x],
    text: `as ${operator}`,
    write: (writer) => {
      const pooled = writer.node(operator, [channelsSecond(writer, writer.nameOf(x), x, rank - 1)]);
      const isKept = keepDims && !isFlat;
      writer.setName(
        result,
        isKept ? channelsBack(writer, pooled, rank, rank - 1) : writer.node('Flatten', [pooled], { axis: 1 }),
      );
    },
  };
}

/** `Resize` of ONNX, to whole multiples, where every entry is repeated along the axes of space. */
export function repetitionForm(node: OpNode, makers: Makers): FusedNode | undefined {
  const [result] = node.outputs as readonly [Tensor];
  if (node.op !== 'reshape' || result.dtype !== 'float32') return undefined;
  const steps: { readonly axis: number; readonly factor: number }[] = [];
  let x = result;
  for (let maker = makers.get(x.id); maker; maker = makers.get(x.id)) {
    const wide = maker.op === 'reshape' ? makers.get(maker.inputs[0]!.id) : undefined;
    const step = wide?.op === 'expand' ? repeated(wide.inputs[0]!, wide.attributes.shape) : undefined;
    if (!step) break;
    steps.unshift(step);
    x = wide!.inputs[0]!;
    const column = makers.get(x.id);
    if (column?.op !== 'reshape') return undefined;
    // Behind another repetition, the reshape that made its result is this one.
    const before = makers.get(column.inputs[0]!.id);
    if (before?.op !== 'expand') x = column.inputs[0]!;
  }
  const rank = x.shape.length;
  const isSpace = steps.length > 0 && steps.every(({ axis }) => axis > 0 && axis < rank - 1);
  // One axis of several is rather that of heads which share their keys than that of an image.
  const isImage = rank === 3 || steps.length > 1;
  if (!isSpace || !isImage || rank !== result.shape.length) return undefined;
  const template = templateOf(
    ['x'],
    0,
    (ops, tensors) =>
      steps.reduce((tensor, { axis, factor }) => repeatNearest(ops, tensor, factor, axis), tensors.x),
    x.shape,
  );
  if (!matched(template, result, makers)) return undefined;
  const factorOf = (axis: number): number =>
    steps.reduce((product, step) => (step.axis === axis ? product * step.factor : product), 1);
  return {
    inputs: [x],
    text: 'as Resize',
    write: (writer) => {
      const first = channelsSecond(writer, writer.nameOf(x), x, rank - 1);
      const scales = [1, 1, ...Array.from({ length: rank - 2 }, (_, at) => factorOf(at + 1))];
      const made = writer.node('Resize', [first, '', writer.constant('float32', [rank], scales)], {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      });
      writer.setName(result, channelsBack(writer, made, rank, rank - 1));
    },
  };
}

/** The axis, and how often each of its entries stands there, where an axis of size 1 behind it was widened. */
function repeated(
  column: Tensor,
  wide: Tensor['shape'],
): { readonly axis: number; readonly factor: number } | undefined {
  const at = wide.findIndex((size, axis) => size !== 1 && column.shape[axis] === 1);
  const factor = wide[at];
  return typeof factor === 'number' ? { axis: at - 1, factor } : undefined;
}
