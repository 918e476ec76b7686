import type { OpName, OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { BlockWriter } from './block-writer.ts';
import type { Forms } from './forms.ts';
import { imageOf, type Image } from './image.ts';
import type { Kernels } from './kernels.ts';

/** What nodes in blocks are written with. */
export interface BlockContext {
  readonly blocks: BlockWriter;
  readonly forms: Forms;
  readonly kernels: Kernels;
  /** What a normalization has found out, for its gradient, by the id of its mean. */
  readonly moments: Map<number, Moments>;
  /** What the gradient of a normalization has found out, by the id of its first result. */
  readonly gradientSums: Map<number, GradientSums>;
}

/** Of a batch normalization: x − mean in blocks, 1 / √(variance + epsilon), and gamma times that, filled up. */
export interface Moments {
  readonly deviation: string;
  readonly inverse: string;
  readonly factor: string;
}

/** Of the gradient of a batch normalization, for each channel: the sum of dy, and that of dy · (x − mean) / deviation. */
export interface GradientSums {
  readonly sums: string;
  readonly slopes: string;
}

/** Writes an op in blocks, or nothing where it does not run so, and says which. */
export type BlockHandler<K extends OpName> = (context: BlockContext, node: OpNodeOf<K>) => boolean;

/** The sizes of a tensor that is an image in blocks. */
export function imageIn({ blocks }: BlockContext, tensor: Pick<Tensor, 'dtype' | 'shape'>): Image {
  return imageOf(tensor, blocks.size)!;
}

/** An image in blocks as [batch, blocks, places, channels of a block]. */
export function split({ blocks }: BlockContext, x: string, { n, h, w, filled }: Image): string {
  return blocks.reshape(x, n, filled / blocks.size, h * w, blocks.size);
}

/** Blocks as onnxruntime's operators over them see them: [batch, channels, height, width]. */
export function join({ blocks }: BlockContext, x: string, { n, h, w, filled }: Image): string {
  return blocks.reshape(x, n, filled, h, w);
}

/** A number for each channel, filled up with zeros. */
export function channelVector({ blocks, forms }: BlockContext, tensor: Tensor, { c, filled }: Image): string {
  const name = forms.get(tensor, 'last');
  const flat = tensor.shape.length === 1 ? name : blocks.reshape(name, c);
  return blocks.fill(flat, [c], 0, filled);
}

/** Leaves the filling of a vector of channels away. */
export function channelsOnly({ blocks }: BlockContext, x: string, { c, filled }: Image): string {
  return c === filled ? x : blocks.slice(x, 0, 0, c);
}
