import { sameShape } from '../../../ops/simplify.ts';
import type { Tensor } from '../../../ops/types.ts';
import { imageIn, join, type BlockContext, type BlockHandler } from './context.ts';
import { isBlockable } from './forms.ts';
import { imageOf, pairOf, type Image, type Pair } from './image.ts';

/** True for images whose channels fill their blocks. */
function isFull({ blocks }: BlockContext, tensor: Tensor): boolean {
  const image = imageOf(tensor, blocks.size);
  return image !== undefined && image.c === image.filled;
}

/** Channels side by side, where each part fills its blocks. */
export const writeConcat: BlockHandler<'concat'> = (context, node) => {
  const { blocks, forms } = context;
  const [y] = node.outputs as readonly [Tensor];
  const parts = node.inputs;
  const isOfChannels = node.attributes.axis === y.shape.length - 1;
  if (!isOfChannels || y.dtype !== 'float32' || !parts.every((part) => isFull(context, part))) return false;
  if (!parts.some((part) => forms.isBlocked(part))) return false;
  const names = parts.map((part) => forms.get(part, 'blocked'));
  forms.set(y, 'blocked', blocks.node('Concat', names, { axis: 1 }));
  return true;
};

/** Whole blocks of channels, or rows and columns. */
export const writeSlice: BlockHandler<'slice'> = (context, node) => {
  const { blocks, forms } = context;
  const [x] = node.inputs as readonly [Tensor];
  const [y] = node.outputs as readonly [Tensor];
  const { starts, sizes, strides } = node.attributes;
  if (x.dtype !== 'float32' || !isFull(context, x) || !isFull(context, y) || !forms.isBlocked(x))
    return false;
  const last = x.shape.length - 1;
  const start = starts[last] as number;
  if (start % blocks.size !== 0 || strides[last] !== 1 || starts[0] !== 0 || sizes[0] !== x.shape[0])
    return false;
  const image = imageIn(context, x);
  const channels =
    sizes[last] === x.shape[last]
      ? forms.get(x, 'blocked')
      : blocks.slice(forms.get(x, 'blocked'), 1, start, start + (sizes[last] as number));
  const kept = { ...image, c: sizes[last] as number, filled: sizes[last] as number };
  if (sameShape(x.shape.slice(1, -1), y.shape.slice(1, -1))) forms.set(y, 'blocked', channels);
  else {
    const spatial = (list: readonly unknown[], missing: number): Pair =>
      pairOf(list.slice(1, -1) as readonly number[], missing);
    const rows = placesOf(context, channels, kept, {
      starts: spatial(starts, 0),
      sizes: spatial(sizes, 1),
      strides: spatial(strides, 1),
    });
    forms.set(y, 'blocked', join(context, rows, imageIn(context, y)));
  }
  return true;
};

function placesOf(
  { blocks }: BlockContext,
  x: string,
  { n, h, w, filled }: Image,
  { starts, sizes, strides }: Readonly<Record<'starts' | 'sizes' | 'strides', Pair>>,
): string {
  const { writer, size } = blocks;
  const ends = starts.map((start, axis) => start + (sizes[axis]! - 1) * strides[axis]! + 1);
  const flat = blocks.reshape(x, (n * filled) / size, h, w, size);
  return blocks.node('Slice', [
    flat,
    ...[starts, ends, [1, 2], strides].map((list) => writer.integers(list)),
  ]);
}

/** Rows and columns of one number around an image. */
export const writePad: BlockHandler<'pad'> = (context, node) => {
  const { blocks, forms } = context;
  const [x] = node.inputs as readonly [Tensor];
  const [y] = node.outputs as readonly [Tensor];
  const { low, high, interior, value } = node.attributes;
  const last = x.shape.length - 1;
  const isAround = [0, last].every((axis) => low[axis] === 0 && high[axis] === 0);
  if (x.dtype !== 'float32' || !isAround || interior.some((gap) => gap !== 0)) return false;
  if (!isBlockable(x, blocks.size) || !forms.isBlocked(x)) return false;
  const { n, h, w, filled } = imageIn(context, x);
  const [before, after] = [low, high].map((ends) => pairOf(ends.slice(1, -1) as readonly number[], 0));
  const padded = blocks.node('Pad', [
    blocks.reshape(forms.get(x, 'blocked'), (n * filled) / blocks.size, h, w, blocks.size),
    blocks.writer.integers([0, ...before!, 0, 0, ...after!, 0]),
    blocks.scalar(value),
  ]);
  forms.set(y, 'blocked', join(context, padded, imageIn(context, y)));
  return true;
};

/** A number for each channel of each sample in all places: in blocks where somebody wants it so. */
export const writeExpand: BlockHandler<'expand'> = (context, node) => {
  const { blocks, forms } = context;
  const [x] = node.inputs as readonly [Tensor];
  const [y] = node.outputs as readonly [Tensor];
  if (y.dtype !== 'float32' || !isFull(context, y) || x.shape.length !== y.shape.length) return false;
  const image = imageIn(context, y);
  const [samples, ...places] = x.shape.slice(0, -1);
  if (x.shape.at(-1) !== image.c || samples !== image.n || places.some((size) => size !== 1)) return false;
  const name = forms.get(x, 'last');
  const { n, h, w, filled } = image;
  const { size, writer } = blocks;
  forms.defer(y, {
    last: () => blocks.node('Expand', [name, writer.integers(y.shape as readonly number[])]),
    blocked: () => {
      const vectors = blocks.reshape(name, n, filled / size, 1, size);
      const spread = blocks.node('Expand', [vectors, writer.integers([n, filled / size, h * w, size])]);
      return join(context, spread, image);
    },
  });
  return true;
};
