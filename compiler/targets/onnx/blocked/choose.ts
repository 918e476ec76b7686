import type { ConvolutionAttributes, OpGraph, OpNode, Padding, Tensor } from '../../../ops/types.ts';
import { imageOf, knownSizes, windowOf } from './image.ts';

/**
 * How a convolution runs in blocks: `dense` over all channels, `narrow` from an input of few channels that is not in
 * blocks itself, `depthwise` with a kernel for each channel. Undefined where it does not.
 */
export type ConvolutionKind = 'dense' | 'narrow' | 'depthwise' | undefined;

type Typed = Pick<Tensor, 'dtype' | 'shape'>;

export function kindOfConvolution(
  x: Typed,
  kernel: Typed,
  { groups, padding }: ConvolutionAttributes,
  block: number,
): ConvolutionKind {
  const sizes = knownSizes(x.shape);
  if (!sizes || x.shape.length !== kernel.shape.length || !isPlainPadding(padding)) return undefined;
  const { ci, co } = windowOf(kernel.shape);
  const out = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), co] };
  if (!imageOf(out, block)) return undefined;
  if (groups === 1) return imageOf(x, block) ? 'dense' : ci < block ? 'narrow' : undefined;
  return groups === sizes.c && ci === 1 && co === sizes.c ? 'depthwise' : undefined;
}

/** Padding by known numbers that crops nothing. */
export function isPlainPadding(padding: Padding): padding is readonly (readonly [number, number])[] {
  return padding.every((ends) => ends.every((size) => typeof size === 'number' && size >= 0));
}

/** True for graphs with a convolution that runs in blocks: for others, the order of channels is of no use. */
export function gainsFromBlocks({ nodes }: OpGraph, block: number): boolean {
  return nodes.some((node) => {
    if (node.op !== 'convolution') return false;
    const [x, kernel] = node.inputs as readonly [Tensor, Tensor];
    return kindOfConvolution(x, kernel, node.attributes, block) !== undefined;
  });
}

/** True for composite nodes that run whole in blocks. */
export function staysWhole(node: OpNode, block: number): boolean {
  const [x] = node.inputs;
  switch (node.op) {
    case 'reluGradient':
    case 'clip':
      return true;
    case 'layerNormalization':
      // An image in blocks stays there: only its parts run in them.
      return imageOf(x!, block) === undefined;
    case 'channelAffine':
    case 'batchNormalization':
    case 'batchNormalizationGradient':
      return imageOf(x!, block) !== undefined;
    default:
      return false;
  }
}
