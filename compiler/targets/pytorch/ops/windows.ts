import type { OpNodeOf, Padding, WindowAttributes } from '../../../ops/types.ts';
import { addSizes, multiplySizes, sizesEqual, subtractSizes, type Size } from '../../../shapes/size.ts';
import { call, keyword, number, tuple, type PythonExpression } from '../../python/expressions.ts';
import { atom, method, oneOrTuple, places, type Code } from '../../python/ops/code.ts';
import { channelsFirst, channelsLast, spatial } from './channels.ts';
import type { TorchContext, TorchEmitters } from './code.ts';
import { padded, type PaddingContext } from './movement.ts';

/** [window, in, out] as PyTorch has it: [out, in, window]. */
function kernelFirst(kernel: Code, rank: number): Code {
  return method(kernel, 'permute', places([rank + 1, rank, ...spatial(rank).map((axis) => axis - 1)]));
}

/** Sizes on both sides of all axes, where they are the same: PyTorch's own padding. */
function evenPadding(padding: Padding): readonly number[] | undefined {
  const even = padding.every(([low, high]) => typeof low === 'number' && sizesEqual(low, high) && low >= 0);
  return even ? padding.map(([low]) => low as number) : undefined;
}

/** Pads the axes behind batch and channels. */
export function padSpatial(
  x: Code,
  padding: Padding,
  context: PaddingContext,
  value?: PythonExpression,
): Code {
  const sides = (at: 0 | 1): Size[] => [0, 0, ...padding.map((side) => side[at])];
  return padded(x, sides(0), sides(1), context, value);
}

function windowKeywords({ strides, dilations }: WindowAttributes, groups = 1): PythonExpression[] {
  const isOne = (values: readonly number[]): boolean => values.every((value) => value === 1);
  return [
    ...(isOne(strides) ? [] : [keyword('stride', oneOrTuple(strides))]),
    ...(isOne(dilations) ? [] : [keyword('dilation', oneOrTuple(dilations))]),
    ...(groups === 1 ? [] : [keyword('groups', number(groups))]),
  ];
}

function convolution(
  node: OpNodeOf<'convolution'>,
  [x, kernel]: readonly Code[],
  context: TorchContext,
): Code {
  const { padding, groups } = node.attributes;
  const rank = padding.length;
  const even = evenPadding(padding);
  const first = channelsFirst(x!, rank);
  const image = even ? first : padSpatial(first, padding, context);
  const made = call(context.functional(`conv${rank}d`), [
    image.expression,
    kernelFirst(kernel!, rank).expression,
    ...(even?.some((size) => size > 0) ? [keyword('padding', oneOrTuple(even))] : []),
    ...windowKeywords(node.attributes, groups),
  ]);
  return channelsLast(atom(made), rank);
}

/** A transposed convolution over all places, of which padding is cut off. */
function convolutionInputGradient(
  node: OpNodeOf<'convolutionInputGradient'>,
  [dy, kernel]: readonly Code[],
  context: TorchContext,
): Code {
  const { padding, groups, inputShape, strides, dilations } = node.attributes;
  const rank = padding.length;
  const made = call(context.functional(`conv_transpose${rank}d`), [
    channelsFirst(dy!, rank).expression,
    kernelFirst(kernel!, rank).expression,
    ...windowKeywords(node.attributes, groups),
  ]);
  const cut = padding.map(([low], axis): readonly [Size, Size] => {
    const steps = node.inputs[0]!.shape[axis + 1]!;
    const window = node.inputs[1]!.shape[axis]!;
    const made = addSizes(
      multiplySizes(addSizes(steps, -1), strides[axis]!),
      multiplySizes(addSizes(window, -1), dilations[axis]!),
      1,
    );
    const after = subtractSizes(addSizes(inputShape[axis + 1]!, low), made);
    return [multiplySizes(low, -1), after];
  });
  return channelsLast(padSpatial(atom(made), cut, context), rank);
}

function convolutionKernelGradient(
  node: OpNodeOf<'convolutionKernelGradient'>,
  [x, dy]: readonly Code[],
  context: TorchContext,
): Code {
  const { padding, groups, kernelShape } = node.attributes;
  const rank = padding.length;
  const [inputs, outputs] = kernelShape.slice(-2);
  const shape = [outputs!, inputs!, ...kernelShape.slice(0, -2)];
  const made = call(`nn.grad.conv${rank}d_weight`, [
    padSpatial(channelsFirst(x!, rank), padding, context).expression,
    tuple(shape.map(context.size)),
    channelsFirst(dy!, rank).expression,
    ...windowKeywords(node.attributes, groups),
  ]);
  return method(atom(made), 'permute', places([...spatial(rank).map((axis) => axis + 1), 1, 0]));
}

type Pool = OpNodeOf<'maxPool' | 'maxPoolGradient' | 'averagePool' | 'averagePoolGradient'>;

const numbers = (items: readonly number[]): PythonExpression => tuple(items.map((item) => number(item)));

/** `pool(x, kind, window, strides, dilations, padding)` */
function poolItems(x: PythonExpression, kind: string, node: Pool, context: TorchContext): PythonExpression[] {
  const { window, strides, dilations, padding } = node.attributes;
  const sides = [...padding].reverse().flat();
  return [
    x,
    `"${kind}"`,
    numbers(window),
    numbers(strides),
    ...(sides.some((side) => side !== 0) || dilations.some((each) => each !== 1)
      ? [tuple(sides.map(context.size))]
      : []),
    ...(dilations.some((each) => each !== 1) ? [numbers(dilations)] : []),
  ];
}

function pool(
  kind: 'max' | 'average',
): (node: OpNodeOf<'maxPool' | 'averagePool'>, inputs: readonly Code[], context: TorchContext) => Code {
  return (node, [x], context) => {
    const { window, strides, dilations, padding } = node.attributes;
    const rank = window.length;
    const even = evenPadding(padding);
    // PyTorch pads no more than half a window by itself.
    const isPlain =
      even?.every((size, axis) => size <= window[axis]! / 2) &&
      (kind === 'max' || dilations.every((each) => each === 1));
    if (!isPlain) return atom(call(context.helper('pool'), poolItems(x!.expression, kind, node, context)));
    const isPadded = even!.some((size) => size > 0);
    const made = call(context.functional(`${kind === 'max' ? 'max' : 'avg'}_pool${rank}d`), [
      channelsFirst(x!, rank).expression,
      oneOrTuple(window),
      ...(window.every((size, axis) => size === strides[axis])
        ? []
        : [keyword('stride', oneOrTuple(strides))]),
      ...(isPadded ? [keyword('padding', oneOrTuple(even!))] : []),
      ...(kind === 'max' && dilations.some((each) => each !== 1)
        ? [keyword('dilation', oneOrTuple(dilations))]
        : []),
      ...(kind === 'average' && isPadded ? [keyword('count_include_pad', 'False')] : []),
    ]);
    return channelsLast(atom(made), rank);
  };
}

/** PyTorch differentiates pools itself: `gradient_of(function, x, dy)`. */
function poolGradient(
  node: OpNodeOf<'maxPoolGradient' | 'averagePoolGradient'>,
  x: PythonExpression,
  dy: Code,
  context: TorchContext,
): Code {
  const kind = node.op === 'maxPoolGradient' ? 'max' : 'average';
  const made = call(context.helper('pool'), poolItems('x', kind, node, context));
  const lambda: PythonExpression = { kind: 'pair', name: 'lambda x: ', value: made };
  return atom(call(context.helper('gradient_of'), [lambda, x, dy.expression]));
}

export const windowEmitters = {
  convolution,
  convolutionInputGradient,
  convolutionKernelGradient,
  maxPool: pool('max'),
  averagePool: pool('average'),
  maxPoolGradient: (node, [x, , dy], context) => poolGradient(node, x!.expression, dy!, context),
  averagePoolGradient: (node, [dy], context) => {
    const shape = tuple(node.attributes.inputShape.map(context.size));
    // An average is linear: its gradient is the same everywhere.
    const zeros = call('torch.zeros', [shape, keyword('device', context.device())]);
    return poolGradient(node, zeros, dy!, context);
  },
} satisfies Partial<TorchEmitters>;
