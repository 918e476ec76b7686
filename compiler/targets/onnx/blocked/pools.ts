import type { OpNodeOf, PoolAttributes, Tensor } from '../../../ops/types.ts';
import type { Placement } from './block-writer.ts';
import { isPlainPadding } from './choose.ts';
import { imageIn, join, type BlockContext, type BlockHandler } from './context.ts';
import { placementOf } from './convolution.ts';
import { isBlockable } from './forms.ts';
import { pairOf } from './image.ts';

export const writeMaxPool: BlockHandler<'maxPool'> = (context, node) => writePool(context, node, 'MaxPool');

export const writeAveragePool: BlockHandler<'averagePool'> = (context, node) =>
  node.attributes.dilations.every((dilation) => dilation === 1) && writePool(context, node, 'AveragePool');

function writePool(
  context: BlockContext,
  { inputs, outputs, attributes }: OpNodeOf<'maxPool'> | OpNodeOf<'averagePool'>,
  kind: 'MaxPool' | 'AveragePool',
): boolean {
  const { blocks, forms } = context;
  const [x] = inputs as readonly [Tensor];
  if (!forms.isBlocked(x) || !isPlainPadding(attributes.padding)) return false;
  const pooled = blocks.pool(kind, forms.get(x, 'blocked'), placementOfPool(attributes));
  forms.set(outputs[0]!, 'blocked', pooled);
  return true;
}

/** Each entry of a window that stands beside the next one gets the same share of its gradient. */
export const writeAveragePoolGradient: BlockHandler<'averagePoolGradient'> = (context, node) => {
  const { blocks, forms } = context;
  const [dy] = node.inputs as readonly [Tensor];
  const x = { dtype: 'float32', shape: node.attributes.inputShape } as const;
  if (!forms.isBlocked(dy) || !isBlockable(x, blocks.size)) return false;
  const { window, strides, low, high } = placementOfPool(node.attributes);
  const [from, to] = [imageIn(context, dy), imageIn(context, x)];
  const tiles =
    window.join() === strides.join() &&
    [...low, ...high].every((size) => size === 0) &&
    from.h * window[0] === to.h &&
    from.w * window[1] === to.w;
  if (!tiles) return false;
  const { size, writer } = blocks;
  const share = blocks.node('Mul', [forms.get(dy, 'blocked'), blocks.scalar(1 / (window[0] * window[1]))]);
  const count = (from.n * from.filled) / size;
  const spread = blocks.node('Expand', [
    blocks.reshape(share, count * from.h, 1, from.w, 1, size),
    writer.integers([count * from.h, window[0], from.w, window[1], size]),
  ]);
  forms.set(node.outputs[0]!, 'blocked', join(context, spread, to));
  return true;
};

export function placementOfPool(attributes: PoolAttributes): Required<Placement> {
  return placementOf(attributes, pairOf(attributes.window, 1));
}
