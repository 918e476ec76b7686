import type { ConvolutionAttributes } from '../../../../compiler/ops/types.ts';
import type { PlanBuilder, Slot, Lowerings } from '../plan-builder.ts';
import { sizeOf } from '../value.ts';
import { depthwise, depthwiseInputGradient, depthwiseKernelGradient } from './depthwise.ts';
import { geometryOf, type Geometry } from './geometry.ts';
import { multiply } from './matmul.ts';
import { concat, pad, slice } from './movement.ts';
import { patchesOf, sumPatches } from './patches.ts';
import { sumTaps } from './taps.ts';

export const convolutionLowerings = {
  convolution: (builder, [x, kernel], node) => {
    const y = builder.sizes(node.outputs[0]!.shape);
    const geometry = geometryOf(builder, node.attributes, kernel!.shape.slice(0, -2), x!.shape, y);
    return inGroups(builder, node.attributes, [x!, kernel!], kernel!, {
      whole: ([part, weights]) => convolve(builder, part!, weights!, geometry),
      depthwise: () => depthwise(builder, x!, kernel!, geometry),
    });
  },

  convolutionInputGradient: (builder, [dy, kernel], node) => {
    const x = builder.sizes(node.attributes.inputShape);
    const geometry = geometryOf(builder, node.attributes, kernel!.shape.slice(0, -2), x, dy!.shape);
    return inGroups(builder, node.attributes, [dy!, kernel!], kernel!, {
      whole: ([part, weights]) => inputGradient(builder, part!, weights!, geometry),
      depthwise: () => depthwiseInputGradient(builder, dy!, kernel!, x, geometry),
    });
  },

  convolutionKernelGradient: (builder, [x, dy], node) => {
    const kernel = { shape: builder.sizes(node.attributes.kernelShape) };
    const geometry = geometryOf(builder, node.attributes, kernel.shape.slice(0, -2), x!.shape, dy!.shape);
    return inGroups(builder, node.attributes, [x!, dy!], kernel, {
      whole: ([part, gradient]) => kernelGradient(builder, part!, gradient!, geometry),
      depthwise: () => depthwiseKernelGradient(builder, x!, dy!, kernel.shape, geometry),
    });
  },
} satisfies Partial<Lowerings>;

/** Takes groups of channels one by one; groups of one input channel have ways of their own. */
function inGroups(
  builder: PlanBuilder,
  { groups }: ConvolutionAttributes,
  operands: readonly Slot[],
  kernel: { readonly shape: readonly number[] },
  ways: { readonly whole: (operands: readonly Slot[]) => Slot; readonly depthwise: () => Slot },
): Slot {
  if (groups === 1) return ways.whole(operands);
  if (kernel.shape.at(-2) === 1) return ways.depthwise();
  const parts = Array.from({ length: groups }, (_, group) =>
    ways.whole(
      operands.map((operand) => {
        const share = operand.shape.at(-1)! / groups;
        const starts = operand.shape.map(() => 0).with(-1, group * share);
        return slice(builder, operand, starts, operand.shape.with(-1, share));
      }),
    ),
  );
  return concat(builder, parts, parts[0]!.shape.length - 1);
}

function convolve(builder: PlanBuilder, x: Slot, kernel: Slot, geometry: Geometry): Slot {
  const shape = [x.shape[0]!, ...geometry.output, kernel.shape.at(-1)!];
  const planar = asPlanar(geometry);
  if (planar && builder.device.backend !== 'cpu') {
    const attributes = { ...planarAttributes(planar), dilations: planar.dilations };
    const image = crop(builder, x, geometry);
    const inputs = { x: inPlane(builder, image), filter: inPlane(builder, kernel, 0) };
    return builder.view(builder.kernel('Conv2D', inputs, attributes, inPlaneShape(shape)), shape);
  }
  const patches = patchesOf(builder, x, geometry);
  return builder.view(multiply(builder, patches, asMatrix(builder, kernel)), shape);
}

function inputGradient(builder: PlanBuilder, dy: Slot, kernel: Slot, geometry: Geometry): Slot {
  const [channels, filters] = kernel.shape.slice(-2) as [number, number];
  const shape = [dy.shape[0]!, ...geometry.input, channels];
  const planar = asPlanar(geometry);
  if (planar && !builder.device.sharesMemory && isUncropped(planar) && hasNoDilation(planar)) {
    const inputs = { dy: inPlane(builder, dy), filter: inPlane(builder, kernel, 0) };
    const attributes = { ...planarAttributes(planar), inputShape: inPlaneShape(shape) };
    return builder.view(
      builder.kernel('Conv2DBackpropInput', inputs, attributes, inPlaneShape(shape)),
      shape,
    );
  }
  const rows = builder.view(dy, [sizeOf(dy.shape) / filters, filters]);
  const patches = multiply(builder, rows, asMatrix(builder, kernel), false, true);
  if (builder.device.sharesMemory) return sumPatches(builder, patches, shape, geometry);
  const window = sizeOf(geometry.window);
  const taps = Array.from({ length: window }, (_, index) => {
    const part = slice(builder, patches, [0, index * channels], [rows.shape[0]!, channels]);
    return builder.view(part, [dy.shape[0]!, ...geometry.output, channels]);
  });
  return sumTaps(builder, taps, geometry);
}

function kernelGradient(builder: PlanBuilder, x: Slot, dy: Slot, geometry: Geometry): Slot {
  const [channels, filters] = [x.shape.at(-1)!, dy.shape.at(-1)!];
  const shape = [...geometry.window, channels, filters];
  const planar = asPlanar(geometry);
  if (planar && !builder.device.sharesMemory && isUncropped(planar) && hasNoDilation(planar)) {
    const flat = inPlaneShape(shape, 0);
    const attributes = { ...planarAttributes(planar), filterShape: flat };
    const inputs = { x: inPlane(builder, x), dy: inPlane(builder, dy) };
    return builder.view(builder.kernel('Conv2DBackpropFilter', inputs, attributes, flat), shape);
  }
  const rows = builder.view(dy, [sizeOf(dy.shape) / filters, filters]);
  const turned = !builder.device.multipliesTransposed;
  const patches = patchesOf(builder, x, geometry, turned);
  return builder.view(multiply(builder, patches, rows, !turned), shape);
}

/** Kernels of tfjs take two spatial axes: one becomes two, the first of size 1. Undefined for three. */
function asPlanar(geometry: Geometry): Geometry | undefined {
  const { window } = geometry;
  if (window.length === 2) return geometry;
  if (window.length !== 1) return undefined;
  const front = (value: number, list: readonly number[]): readonly number[] => [value, ...list];
  return {
    window: front(1, window),
    strides: front(1, geometry.strides),
    dilations: front(1, geometry.dilations),
    low: front(0, geometry.low),
    high: front(0, geometry.high),
    input: front(1, geometry.input),
    output: front(1, geometry.output),
  };
}

function planarAttributes({ strides, low, high }: Geometry) {
  const ends = low.map((before, axis) => [Math.max(before, 0), Math.max(high[axis]!, 0)]);
  return { strides, pad: [[0, 0], ...ends, [0, 0]], dataFormat: 'NHWC', dimRoundingMode: undefined };
}

/** @param axis where the new axis goes: 1 behind the batch axis, 0 for kernels */
function inPlaneShape(shape: readonly number[], axis = 1): readonly number[] {
  return shape.length === 4 ? shape : shape.toSpliced(axis, 0, 1);
}

function inPlane(builder: PlanBuilder, x: Slot, axis = 1): Slot {
  return builder.view(x, inPlaneShape(x.shape, axis));
}

function isUncropped({ low, high }: Geometry): boolean {
  return [...low, ...high].every((size) => size >= 0);
}

function hasNoDilation({ dilations }: Geometry): boolean {
  return dilations.every((dilation) => dilation === 1);
}

/** Negative padding, which no kernel takes. */
function crop(builder: PlanBuilder, x: Slot, { low, high }: Geometry): Slot {
  const negative = (list: readonly number[]): number[] => [0, ...list.map((size) => Math.min(size, 0)), 0];
  return pad(builder, x, negative(low), negative(high));
}

/** A kernel [...window, in, out] as [window · in, out]. */
function asMatrix(builder: PlanBuilder, kernel: Slot): Slot {
  const filters = kernel.shape.at(-1)!;
  return builder.view(kernel, [sizeOf(kernel.shape) / filters, filters]);
}
