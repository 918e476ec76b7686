import type { OpNodeOf, Tensor } from '../../../ops/types.ts';
import { kindOfConvolution, type ConvolutionKind } from './choose.ts';
import { imageIn, type BlockContext } from './context.ts';
import { placementOf } from './convolution.ts';
import { knownSizes, windowOf, type Pair } from './image.ts';

/** onnxruntime's own operators. */
const fusedDomain = 'com.microsoft';

type KernelGradient = OpNodeOf<'convolutionKernelGradient'>;

/**
 * The gradient with respect to a kernel, of known sizes: one large product, or a convolution of the input with the
 * result's gradient as its kernel. Returns false where neither serves.
 */
/** How a kernel's gradient runs in blocks; undefined where it does not. */
export function kindOfKernelGradient({ inputs, attributes }: KernelGradient, block: number): ConvolutionKind {
  const kernel = { dtype: 'float32', shape: attributes.kernelShape } as const;
  const kind = kindOfConvolution(inputs[0]!, kernel, attributes, block);
  return kind === 'depthwise' || attributes.dilations.every((dilation) => dilation === 1) ? kind : undefined;
}

export function writeKernelGradient(context: BlockContext, node: KernelGradient): boolean {
  const { kernelShape } = node.attributes;
  const kind = kindOfKernelGradient(node, context.blocks.size);
  if (!kind) return false;
  if (kind === 'depthwise') return writeDepthwise(context, node);
  const { kh, kw } = windowOf(kernelShape);
  const isOfPoints = kh * kw === 1 && node.attributes.padding.flat().every((size) => size === 0);
  const gradient = isOfPoints
    ? ofPoints(context, node)
    : hasFewResults(node)
      ? ofWindowsFromInput(context, node)
      : ofWindows(context, node);
  context.forms.set(
    node.outputs[0]!,
    'last',
    context.blocks.reshape(gradient, ...(kernelShape as readonly number[])),
  );
  return true;
}

/** Of a window of one place: the product of the gradient's channels and the input's, over all places. */
function ofPoints(context: BlockContext, node: KernelGradient): string {
  const [x, dy] = node.inputs as readonly [Tensor, Tensor];
  const { n, h, w, c } = knownSizes(dy.shape)!;
  const from = knownSizes(x.shape)!.c;
  const { blocks, forms } = context;
  if (h * w >= Math.max(from, c)) return ofPointsBySample(context, node);
  const gradient = blocks.reshape(forms.get(dy, 'rows'), c, n * h * w);
  const image = blocks.reshape(pointsSeen(context, node, 'last'), n * h * w, from);
  return blocks.transpose(blocks.node('MatMul', [gradient, image]), 1, 0);
}

/**
 * A product for each sample, and their sum: channels stand before places in both, which blocks come to without a
 * transpose of the batch, and threads share the samples. With more channels than places, products would be the large
 * part.
 */
function ofPointsBySample(context: BlockContext, node: KernelGradient): string {
  const [x, dy] = node.inputs as readonly [Tensor, Tensor];
  const { n, h, w, c } = knownSizes(dy.shape)!;
  const { blocks, forms } = context;
  const image = blocks.reshape(pointsSeen(context, node, 'first'), n, knownSizes(x.shape)!.c, h * w);
  const gradient = blocks.reshape(forms.get(dy, 'first'), n, c, h * w);
  const products = blocks.writer.nodeIn(fusedDomain, 'FusedMatMul', [image, gradient], { transB: 1 });
  return blocks.node('ReduceSum', [products, blocks.writer.integers([0])], { keepdims: 0 });
}

/** The places of the input that windows of one place see: every so many, as the strides say. */
function pointsSeen({ blocks, forms }: BlockContext, node: KernelGradient, layout: 'first' | 'last'): string {
  const [x, dy] = node.inputs as readonly [Tensor, Tensor];
  const { strides } = placementOf(node.attributes, [1, 1]);
  if (strides[0] === 1 && strides[1] === 1) return forms.get(x, layout);
  const { n, h, w, c } = knownSizes(x.shape)!;
  if (forms.isBlocked(x)) {
    const seen = blocks.pool('MaxPool', forms.get(x, 'blocked'), { window: [1, 1], strides });
    return blocks.blockNode('ReorderOutput', [seen], {
      channels: c,
      channels_last: layout === 'last' ? 1 : 0,
    });
  }
  const out = knownSizes(dy.shape)!;
  const seen = blocks.node('Slice', [
    blocks.reshape(forms.get(x, 'last'), n, h, w, c),
    blocks.writer.integers([0, 0]),
    blocks.writer.integers([(out.h - 1) * strides[0] + 1, (out.w - 1) * strides[1] + 1]),
    blocks.writer.integers([1, 2]),
    blocks.writer.integers(strides),
  ]);
  return layout === 'last' ? seen : blocks.transpose(seen, 0, 3, 1, 2);
}

/**
 * Of larger windows: the batch takes the part of channels, so that one convolution has all places of the window as
 * its result, with the input's channels as columns of the image.
 */
function ofWindows({ blocks, forms }: BlockContext, { inputs, attributes }: KernelGradient): string {
  const [x, dy] = inputs as readonly [Tensor, Tensor];
  const { kh, kw } = windowOf(attributes.kernelShape);
  const { strides, low } = placementOf(attributes, [kh, kw]);
  const { n, h, w, c } = knownSizes(x.shape)!;
  const out = knownSizes(dy.shape)!;
  // Rows and columns that the last window reaches beyond the image; negative where it ends before the image does.
  const reach = [
    (out.h - 1) * strides[0] + kh - h - low[0],
    (out.w - 1) * strides[1] + kw - w - low[1],
  ] as const;
  let image = blocks.reshape(forms.get(x, 'last'), 1, n, h, w * c);
  if (reach[0] < 0) image = blocks.slice(image, 2, 0, h + reach[0]);
  if (reach[1] < 0) image = blocks.slice(image, 3, 0, (w + reach[1]) * c);
  const high = [Math.max(reach[0], 0), Math.max(reach[1], 0)] as const;
  const gradient = blocks.node('Conv', [image, forms.get(dy, 'rows')], {
    kernel_shape: [out.h, out.w],
    dilations: [strides[0], strides[1] * c],
    pads: [low[0], low[1] * c, high[0], high[1] * c],
  });
  return blocks.transpose(blocks.reshape(gradient, out.c, kh * kw * c), 1, 0);
}

/**
 * True where the input has more channels than the result, and windows stand side by side. The tensor that is taken as a
 * kernel is best the one with more: what its many channels are multiplied with is then laid out but once.
 */
function hasFewResults(node: KernelGradient): boolean {
  const [x, dy] = node.inputs as readonly [Tensor, Tensor];
  const { kh, kw } = windowOf(node.attributes.kernelShape);
  const { strides } = placementOf(node.attributes, [kh, kw]);
  const isDense = strides[0] === 1 && strides[1] === 1;
  const { before, after } = reachAround(node);
  // No window stands beside the image altogether.
  const isInside = [...before, ...after].every((size) => size >= 0);
  return isDense && isInside && knownSizes(x.shape)!.c > knownSizes(dy.shape)!.c;
}

/** Rows and columns by which the input reaches beyond the gradient, where windows stand side by side. */
function reachAround({ inputs, attributes }: KernelGradient): {
  readonly before: Pair;
  readonly after: Pair;
} {
  const [x, dy] = inputs as readonly [Tensor, Tensor];
  const { kh, kw } = windowOf(attributes.kernelShape);
  const { low } = placementOf(attributes, [kh, kw]);
  const [image, out] = [knownSizes(x.shape)!, knownSizes(dy.shape)!];
  return {
    before: [kh - 1 - low[0], kw - 1 - low[1]],
    after: [image.h - out.h + low[0], image.w - out.w + low[1]],
  };
}

/**
 * The same the other way round: the gradient is the image, and the input its kernel. The window's places come out in
 * the opposite order, since the gradient stands before the places that a later row of the window sees.
 */
function ofWindowsFromInput({ blocks, forms }: BlockContext, node: KernelGradient): string {
  const [x, dy] = node.inputs as readonly [Tensor, Tensor];
  const { kh, kw } = windowOf(node.attributes.kernelShape);
  const { before, after } = reachAround(node);
  const { n, h, w, c } = knownSizes(x.shape)!;
  const out = knownSizes(dy.shape)!;
  const image = blocks.reshape(forms.get(dy, 'last'), 1, n, out.h, out.w * out.c);
  const gradient = blocks.node('Conv', [image, forms.get(x, 'rows')], {
    kernel_shape: [h, w],
    dilations: [1, out.c],
    pads: [before[0], before[1] * out.c, after[0], after[1] * out.c],
  });
  const places = blocks.transpose(blocks.reshape(gradient, c, kh * kw, out.c), 1, 0, 2);
  return blocks.pick(
    places,
    Array.from({ length: kh * kw }, (_, at) => kh * kw - 1 - at),
  );
}

/** Of a kernel for each channel: each channel of the input, convolved with that of the gradient, in blocks. */
function writeDepthwise(context: BlockContext, node: KernelGradient): boolean {
  const { blocks, forms } = context;
  const [x, dy] = node.inputs as readonly [Tensor, Tensor];
  const { kernelShape } = node.attributes;
  const { kh, kw, co } = windowOf(kernelShape);
  const { strides, dilations, low } = placementOf(node.attributes, [kh, kw]);
  const from = imageIn(context, x);
  const to = imageIn(context, dy);
  const reach = (size: number, out: number, window: number, axis: 0 | 1): number =>
    (out - 1) * strides[axis] + (window - 1) * dilations[axis] + 1 - size - low[axis];
  const high = [reach(from.h, to.h, kh, 0), reach(from.w, to.w, kw, 1)] as const;
  // Where the windows end before the image does, more places come out than the window has.
  const given = [kh, kw].map((window, axis) =>
    high[axis]! >= 0 ? window : window + Math.floor(-high[axis]! / dilations[axis]!),
  ) as [number, number];
  const channels = from.n * from.filled;
  const { size, writer } = blocks;
  const products = blocks.convolve(
    blocks.reshape(forms.get(x, 'blocked'), 1, channels, from.h, from.w),
    blocks.reshape(forms.get(dy, 'blocked'), channels, 1, to.h, to.w),
    {
      window: [to.h, to.w],
      strides: dilations,
      dilations: strides,
      low,
      high: [Math.max(high[0], 0), Math.max(high[1], 0)],
      groups: channels,
      out: channels,
    },
  );
  let places = blocks.reshape(products, from.n, from.filled / size, given[0], given[1], size);
  if (given[0] !== kh) places = blocks.slice(places, 2, 0, kh);
  if (given[1] !== kw) places = blocks.slice(places, 3, 0, kw);
  const sums = blocks.node('ReduceSum', [places, writer.integers([0])], { keepdims: 0 });
  const rows = blocks.transpose(blocks.reshape(sums, from.filled / size, kh * kw, size), 1, 0, 2);
  const whole = blocks.reshape(rows, kh * kw, from.filled);
  const cut = co === from.filled ? whole : blocks.slice(whole, 1, 0, co);
  forms.set(node.outputs[0]!, 'last', blocks.reshape(cut, ...(kernelShape as readonly number[])));
  return true;
}
