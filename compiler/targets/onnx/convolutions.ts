import { addSizes, isSymbolic, multiplySizes, subtractSizes, type Size } from '../../shapes/size.ts';
import { spannedSize } from '../../ops/movement.ts';
import type { ConvolutionAttributes, OpNodeOf, Tensor } from '../../ops/types.ts';
import type { Emitters } from './emitters.ts';
import { padSpatial, toChannelsFirst, toChannelsLast } from './layout.ts';
import { reshape } from './movement.ts';
import type { OnnxWriter } from './writer.ts';

/** Convolutions, in ONNX channels-first. A bias behind the kernel, a number for each filter, becomes a part of them. */
export const convolutionEmitters = {
  convolution: (writer, [x, kernel, ...bias], node) => {
    const [input, weight] = node.inputs;
    const padded = padSpatial(writer, toChannelsFirst(writer, x!, input!), {
      padding: node.attributes.padding,
      value: 0,
      like: input!,
    });
    const result = writer.node('Conv', [padded.name, toOutputFirst(writer, kernel!, weight!), ...bias], {
      ...geometry(node.attributes),
      kernel_shape: windowOf(weight!),
      pads: padded.pads,
    });
    return toChannelsLast(writer, result, input!.shape.length);
  },

  convolutionInputGradient: (writer, [dy, kernel, ...bias], node) => {
    const [gradient, weight] = node.inputs;
    const { inputShape, padding, strides, dilations } = node.attributes;
    const window = windowOf(weight!);
    const spatial = inputShape.slice(1, -1);
    // The full transposed convolution is as long as the strided positions and the window reach; what the
    // forward padding added is cut off, and what its strides left over comes back as zeros.
    const full = gradient!.shape
      .slice(1, -1)
      .map((size, axis) =>
        addSizes(spannedSize(size, strides[axis]!), (window[axis]! - 1) * dilations[axis]!),
      );
    const excess = full.map((size, axis) => subtractSizes(size, spatial[axis]!));
    const known =
      excess.every((size) => !isSymbolic(size)) && padding.every((ends) => !ends.some(isSymbolic));
    const operands = [toChannelsFirst(writer, dy!, gradient!), toOutputFirst(writer, kernel!, weight!)];
    const attributes = { ...geometry(node.attributes), kernel_shape: window };
    const low = padding.map(([first]) => first);
    const high = excess.map((size, axis) => subtractSizes(size, low[axis]!));
    let result: string;
    if (known && low.every((size) => (size as number) >= 0)) {
      const ends = high as readonly number[];
      result = writer.node('ConvTranspose', [...operands, ...bias], {
        ...attributes,
        pads: [...(low as number[]), ...ends.map((size) => Math.max(size, 0))],
        output_padding: ends.map((size) => Math.max(-size, 0)),
      });
    } else {
      const whole = writer.node('ConvTranspose', operands, attributes);
      const crop = low.map(
        (size, axis) => [multiplySizes(size, -1), multiplySizes(high[axis]!, -1)] as const,
      );
      result = padSpatial(writer, whole, { padding: crop, value: 0, like: gradient! }, true).name;
      // What the crop adds has the bias as well.
      const last = toChannelsLast(writer, result, inputShape.length);
      return bias.length === 0 ? last : writer.node('Add', [last, ...bias]);
    }
    return toChannelsLast(writer, result, inputShape.length);
  },

  convolutionKernelGradient: (writer, inputs, node) =>
    node.attributes.groups === 1
      ? kernelGradientByProducts(writer, inputs, node)
      : kernelGradientByConvolution(writer, inputs, node),
} satisfies Partial<Emitters>;

/** Narrow products waste most of a kernel's registers: of fewer channels, all views are multiplied together. */
export const fewChannels = 16;

type KernelGradient = OpNodeOf<'convolutionKernelGradient'>;

/**
 * The kernel's gradient at one position of the window is a matrix product: the input as seen from there, times
 * the output's gradient. Several times faster than a convolution whose window is as large as an image.
 */
function kernelGradientByProducts(
  writer: OnnxWriter,
  [x, dy]: readonly string[],
  node: KernelGradient,
): string {
  const gradient = node.inputs[1];
  const { kernelShape, strides, dilations, padding } = node.attributes;
  const window = kernelShape.slice(0, -2) as readonly number[];
  const [channels, filters] = kernelShape.slice(-2) as [number, number];
  const output = gradient!.shape.slice(1, -1);
  const low = [0, ...padding.map(([first]) => first), 0];
  const high = [0, ...padding.map(([, second]) => second), 0];
  const padded = [...low, ...high].every((size) => size === 0)
    ? x!
    : writer.node('Pad', [x!, writer.sizeVector([...low, ...high]), writer.scalarLike(gradient!, 0)]);
  const axes = window.map((_, axis) => axis + 1);
  const views = positions(window).map((position) => {
    const starts = position.map((index, axis) => index * dilations[axis]!);
    const ends = starts.map((start, axis) => addSizes(spannedSize(output[axis]!, strides[axis]!), start));
    const view = writer.node('Slice', [
      padded,
      writer.integers(starts),
      writer.sizeVector(ends),
      writer.integers(axes),
      writer.integers(strides),
    ]);
    return writer.node('Reshape', [view, writer.integers([-1, channels])]);
  });
  const flatGradient = writer.node('Reshape', [dy!, writer.integers([-1, filters])]);
  const product = (view: string): string => writer.node('Gemm', [view, flatGradient], { transA: 1 });
  const rows =
    channels < fewChannels && views.length > 1
      ? product(writer.node('Concat', views, { axis: 1 }))
      : joined(writer, views.map(product));
  return writer.node('Reshape', [rows, writer.integers(kernelShape as readonly number[])]);
}

function joined(writer: OnnxWriter, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : writer.node('Concat', parts, { axis: 0 });
}

/** All positions of a window, in row-major order. */
function positions(window: readonly number[]): readonly (readonly number[])[] {
  return window.reduce<readonly (readonly number[])[]>(
    (prefixes, size) => prefixes.flatMap((prefix) => range(0, size).map((index) => [...prefix, index])),
    [[]],
  );
}

/** A convolution of the input, channels as batch, with the output gradient as a kernel: strides and dilations
 * change places. Serves groups, whose products would be many and small. */
function kernelGradientByConvolution(
  writer: OnnxWriter,
  [x, dy]: readonly string[],
  node: KernelGradient,
): string {
  const [input, gradient] = node.inputs;
  const { kernelShape, strides, dilations, padding, groups } = node.attributes;
  const rank = input!.shape.length;
  const window = kernelShape.slice(0, -2) as readonly number[];
  const padded = padSpatial(writer, channelsAsBatch(writer, x!, input!, groups), {
    padding,
    value: 0,
    like: input!,
  });
  const weight = writer.node('Transpose', [dy!], { perm: [rank - 1, 0, ...range(1, rank - 1)] });
  const full = writer.node('Conv', [padded.name, weight], {
    strides: dilations,
    dilations: strides,
    pads: padded.pads,
    group: groups,
  });
  // Entries that the strides left over make the result longer than the kernel.
  const span = input!.shape.slice(1, -1).map((size, axis): Size => {
    const [low, high] = padding[axis]!;
    const reach = spannedSize(gradient!.shape[axis + 1]!, strides[axis]!);
    return subtractSizes(addSizes(size, low, high), reach);
  });
  const exact = span.every((size, axis) => size === (window[axis]! - 1) * dilations[axis]!);
  const cut = exact
    ? full
    : writer.node('Slice', [
        full,
        writer.integers(window.map(() => 0)),
        writer.integers(window),
        writer.integers(window.map((_, axis) => axis + 2)),
      ]);
  return writer.node('Transpose', [cut], { perm: [...range(2, rank), 0, 1] });
}

function geometry({ strides, dilations, groups }: ConvolutionAttributes) {
  return { strides, dilations, group: groups };
}

function windowOf(kernel: Tensor): readonly number[] {
  return kernel.shape.slice(0, -2) as readonly number[];
}

/** Keras's kernel [...window, in, out] as ONNX has it: [out, in, ...window]. */
function toOutputFirst(writer: OnnxWriter, kernel: string, tensor: Tensor): string {
  const rank = tensor.shape.length;
  return writer.node('Transpose', [kernel], { perm: [rank - 1, rank - 2, ...range(0, rank - 2)] });
}

/** [batch, …spatial, groups · channels] as [channels, groups · batch, …spatial]. */
function channelsAsBatch(writer: OnnxWriter, x: string, tensor: Tensor, groups: number): string {
  const { shape } = tensor;
  const rank = shape.length;
  if (groups === 1) return writer.node('Transpose', [x], { perm: [rank - 1, 0, ...range(1, rank - 1)] });
  const channels = (shape[rank - 1] as number) / groups;
  const split = [...shape.slice(0, -1), groups, channels];
  const swapped = writer.node('Transpose', [reshape(writer, x, shape, split)], {
    perm: [rank, rank - 1, 0, ...range(1, rank - 1)],
  });
  const spatial = shape.slice(1, -1);
  return reshape(
    writer,
    swapped,
    [channels, groups, shape[0]!, ...spatial],
    [channels, multiplySizes(shape[0]!, groups), ...spatial],
  );
}

export function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}
