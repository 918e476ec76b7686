import { addSizes, isSymbolic, multiplySizes, subtractSizes, type Size } from '../../shapes/size.ts';
import { spannedSize } from '../../ops/movement.ts';
import type { ConvolutionAttributes, Tensor } from '../../ops/types.ts';
import type { Emitter } from './emitters.ts';
import { padSpatial, toChannelsFirst, toChannelsLast } from './layout.ts';
import { reshape } from './movement.ts';
import type { OnnxWriter } from './writer.ts';

/** Convolutions, in ONNX channels-first. */
export const convolutionEmitters = {
  convolution: ((writer, [x, kernel], node) => {
    const [input, weight] = node.inputs;
    const padded = padSpatial(writer, toChannelsFirst(writer, x!, input!), node.attributes.padding, 0);
    const result = writer.node('Conv', [padded.name, toOutputFirst(writer, kernel!, weight!)], {
      ...geometry(node.attributes),
      kernel_shape: windowOf(weight!),
      pads: padded.pads,
    });
    return toChannelsLast(writer, result, input!.shape.length);
  }) as Emitter<'convolution'>,

  convolutionInputGradient: ((writer, [dy, kernel], node) => {
    const [gradient, weight] = node.inputs;
    const { inputShape, padding, strides, dilations } = node.attributes;
    const window = windowOf(weight!);
    const spatial = inputShape.slice(1, -1);
    // The full transposed convolution is as long as the strided positions and the window reach; what the
    // forward padding added is cut off, and what its strides left over comes back as zeros.
    const full = gradient!.shape
      .slice(1, -1)
      .map((size, axis) => addSizes(spannedSize(size, strides[axis]!), (window[axis]! - 1) * dilations[axis]!));
    const excess = full.map((size, axis) => subtractSizes(size, spatial[axis]!));
    const known = excess.every((size) => !isSymbolic(size)) && padding.every((ends) => !ends.some(isSymbolic));
    const operands = [toChannelsFirst(writer, dy!, gradient!), toOutputFirst(writer, kernel!, weight!)];
    const attributes = { ...geometry(node.attributes), kernel_shape: window };
    const low = padding.map(([first]) => first);
    const high = excess.map((size, axis) => subtractSizes(size, low[axis]!));
    let result: string;
    if (known && low.every((size) => (size as number) >= 0)) {
      const ends = high as readonly number[];
      result = writer.node('ConvTranspose', operands, {
        ...attributes,
        pads: [...(low as number[]), ...ends.map((size) => Math.max(size, 0))],
        output_padding: ends.map((size) => Math.max(-size, 0)),
      });
    } else {
      const whole = writer.node('ConvTranspose', operands, attributes);
      const crop = low.map((size, axis) => [multiplySizes(size, -1), multiplySizes(high[axis]!, -1)] as const);
      result = padSpatial(writer, whole, crop, 0, true).name;
    }
    return toChannelsLast(writer, result, inputShape.length);
  }) as Emitter<'convolutionInputGradient'>,

  convolutionKernelGradient: ((writer, [x, dy], node) => {
    const [input, gradient] = node.inputs;
    const { kernelShape, strides, dilations, padding, groups } = node.attributes;
    const rank = input!.shape.length;
    const window = kernelShape.slice(0, -2) as readonly number[];
    // A convolution of the input, channels as batch, with the output gradient as a kernel: strides and
    // dilations change places.
    const padded = padSpatial(writer, channelsAsBatch(writer, x!, input!, groups), padding, 0);
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
  }) as Emitter<'convolutionKernelGradient'>,
};

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

