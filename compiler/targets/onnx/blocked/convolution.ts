import type { OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { Placement } from './block-writer.ts';
import type { Chain } from './chains.ts';
import { kindOfConvolution } from './choose.ts';
import { channelVector, imageIn, type BlockContext } from './context.ts';
import { pairOf, windowOf, type Pair } from './image.ts';

/** A convolution in blocks, with what follows it. */
export function writeConvolution(
  context: BlockContext,
  node: OpNodeOf<'convolution'>,
  { bias, sum, activation, result }: Chain,
): void {
  const { blocks, forms, kernels } = context;
  const [x, kernel] = node.inputs as readonly [Tensor, Tensor];
  const kind = kindOfConvolution(x, kernel, node.attributes, blocks.size);
  const image = imageIn(context, result);
  const { kh, kw } = windowOf(kernel.shape);
  const every = Array.from({ length: kh * kw }, (_, at) => at);
  const written = kind === 'depthwise' ? kernels.depthwise(kernel, every, [kh, kw]) : kernels[kind!](kernel);
  const convolved = blocks.convolve(
    forms.get(x, kind === 'narrow' ? 'first' : 'blocked'),
    written,
    {
      ...placementOf(node.attributes, [kh, kw]),
      groups: kind === 'depthwise' ? image.filled : 1,
      out: image.filled,
    },
    {
      bias: bias && channelVector(context, bias, image),
      sum: sum && forms.get(sum, 'blocked'),
      activation,
    },
  );
  forms.set(result, 'blocked', convolved);
}

/** A window's place as pairs; its padding is of known numbers. */
export function placementOf(
  {
    strides,
    dilations,
    padding,
  }: Pick<OpNodeOf<'convolution'>['attributes'], 'strides' | 'dilations' | 'padding'>,
  window: Pair,
): Required<Placement> {
  const pads = pairOf(padding as readonly Pair[], [0, 0]);
  return {
    window,
    strides: pairOf(strides, 1),
    dilations: pairOf(dilations, 1),
    low: [pads[0][0], pads[1][0]],
    high: [pads[0][1], pads[1][1]],
  };
}
