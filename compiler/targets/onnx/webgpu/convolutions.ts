import type { ScopedOps } from '../../../ops/builder.ts';
import type { Ops } from '../../../ops/ops.ts';
import type { ConvolutionAttributes, OpAttributes, Tensor } from '../../../ops/types.ts';
import { addSizes, multiplySizes, sizesEqual, subtractSizes, type Size } from '../../../shapes/size.ts';

/** Axes of space that the provider's transposed convolutions, and its convolutions in groups, have at most. */
const mostAxes = 2;

/**
 * A convolution as the provider runs it: in groups over three axes, as one for each group; with a kernel as large as
 * the image and padding behind it alone, which the provider overlooks, over an image that is padded before.
 */
export function convolutionForGpu(
  ops: Ops,
  inputs: readonly Tensor[],
  attributes: ConvolutionAttributes,
): readonly Tensor[] | undefined {
  const [x, kernel] = inputs as readonly [Tensor, Tensor];
  const { padding } = attributes;
  const fills = padding.every(
    ([low], axis) => low === 0 && sizesEqual(x.shape[axis + 1]!, kernel.shape[axis]!),
  );
  if (!fills || padding.every(([, high]) => high === 0)) return convolutionByGroups(ops, inputs, attributes);
  const high = [0, ...padding.map(([, end]) => end), 0];
  const padded = ops.pad(x, noEnds(x), high);
  const alone = { ...attributes, padding: padding.map(() => [0, 0] as const) };
  return convolutionByGroups(ops, [padded, kernel], alone) ?? [ops.convolution(padded, kernel, alone)];
}

function convolutionByGroups(
  ops: Ops,
  [x, kernel]: readonly Tensor[],
  attributes: ConvolutionAttributes,
): readonly Tensor[] | undefined {
  const { groups } = attributes;
  if (groups === 1 || attributes.strides.length <= mostAxes) return undefined;
  const inputs = ops.split(x!, groups, -1);
  const kernels = ops.split(kernel!, groups, -1);
  const alone = { ...attributes, groups: 1 };
  return [
    ops.concat(
      inputs.map((input, group) => ops.convolution(input, kernels[group]!, alone)),
      -1,
    ),
  ];
}

/** The gradient of such a convolution's kernel, group by group. */
export function kernelGradientByGroups(
  ops: ScopedOps,
  [x, dy]: readonly Tensor[],
  attributes: OpAttributes['convolutionKernelGradient'],
): readonly Tensor[] | undefined {
  const { groups, kernelShape } = attributes;
  if (groups === 1 || attributes.strides.length <= mostAxes) return undefined;
  const filters = kernelShape.at(-1) as number;
  const alone = { ...attributes, groups: 1, kernelShape: [...kernelShape.slice(0, -1), filters / groups] };
  const inputs = ops.split(x!, groups, -1);
  const parts = ops
    .split(dy!, groups, -1)
    .flatMap((gradient, group) => ops.emit('convolutionKernelGradient', [inputs[group]!, gradient], alone));
  return [ops.concat(parts, -1)];
}

/**
 * The gradient of a convolution's input as a convolution: the kernel turned round, its channels exchanged, over the
 * gradient with zeros between its entries. The provider's ConvTranspose, which is faster, knows two axes at most, and
 * gives wrong numbers in groups.
 */
export function inputGradientByConvolution(
  ops: Ops,
  [dy, kernel]: readonly Tensor[],
  attributes: OpAttributes['convolutionInputGradient'],
): readonly Tensor[] | undefined {
  const { groups, strides, dilations, padding, inputShape } = attributes;
  if (groups === 1 && strides.length <= mostAxes) return undefined;
  const axes = strides.map((_, axis) => axis);
  const turned = exchangeChannels(ops, ops.reverse(kernel!, axes), groups);
  const spread = ops.pad(dy!, noEnds(dy!), noEnds(dy!), {
    interior: [0, ...strides.map((stride) => stride - 1), 0],
  });
  const ends = axes.map((axis): readonly [Size, Size] => {
    const reach = multiplySizes(subtractSizes(kernel!.shape[axis]!, 1), dilations[axis]!);
    const low = subtractSizes(reach, padding[axis]![0]);
    const whole = addSizes(inputShape[axis + 1]!, reach);
    return [low, subtractSizes(whole, addSizes(low, spread.shape[axis + 1]!))];
  });
  const geometry = { strides: axes.map(() => 1), dilations, padding: ends, groups };
  return convolutionForGpu(ops, [spread, turned], geometry) ?? [ops.convolution(spread, turned, geometry)];
}

/** A kernel [window…, in / groups, out] as [window…, out / groups, in]. */
function exchangeChannels(ops: Ops, kernel: Tensor, groups: number): Tensor {
  const window = kernel.shape.slice(0, -2);
  const [inside, out] = kernel.shape.slice(-2) as [number, number];
  const rank = window.length;
  const apart = ops.reshape(kernel, [...window, inside, groups, out / groups]);
  const exchanged = ops.transpose(apart, [...window.map((_, axis) => axis), rank + 2, rank + 1, rank]);
  return ops.reshape(exchanged, [...window, out / groups, groups * inside]);
}

function noEnds({ shape }: Tensor): readonly number[] {
  return shape.map(() => 0);
}
