import type { OpNodeOf, Tensor } from '../../../ops/types.ts';
import { channelsOnly, imageIn, split, type BlockContext } from './context.ts';
import type { Image } from './image.ts';
import { channelSums } from './normalization.ts';

type Reduction = OpNodeOf<'sum'> | OpNodeOf<'mean'> | OpNodeOf<'reduceMax'> | OpNodeOf<'reduceMin'>;

const operators = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  reduceMax: 'ReduceMax',
  reduceMin: 'ReduceMin',
} as const;

/** Reductions of images in blocks over all places, or over all places of all samples. */
export function writeReduction(context: BlockContext, node: Reduction): boolean {
  const { blocks, forms } = context;
  const [x] = node.inputs as readonly [Tensor];
  const [y] = node.outputs as readonly [Tensor];
  if (x.dtype !== 'float32' || !forms.isBlocked(x)) return false;
  const { axes } = node.attributes;
  const last = x.shape.length - 1;
  const places = Array.from({ length: last - 1 }, (_, at) => at + 1).join();
  const image = imageIn(context, x);
  const shape = y.shape as readonly number[];
  const reduced =
    axes.join() === places
      ? overPlaces(context, node, image)
      : axes.join() === `0,${places}` && (node.op === 'sum' || node.op === 'mean')
        ? overSamples(context, node.op, x, image)
        : undefined;
  if (reduced === undefined) return false;
  forms.set(y, 'last', blocks.reshape(reduced, ...shape));
  return true;
}

function overPlaces(context: BlockContext, { op, inputs }: Reduction, image: Image): string {
  const { blocks, forms } = context;
  const rows = split(context, forms.get(inputs[0]!, 'blocked'), image);
  const reduced = blocks.node(operators[op], [rows, blocks.writer.integers([2])], { keepdims: 0 });
  const flat = blocks.reshape(reduced, image.n, image.filled);
  return image.c === image.filled ? flat : blocks.slice(flat, 1, 0, image.c);
}

function overSamples(context: BlockContext, op: 'sum' | 'mean', x: Tensor, image: Image): string {
  const { blocks, forms } = context;
  const sums = channelSums(context, forms.get(x, 'blocked'), image);
  const channels = channelsOnly(context, sums, image);
  const count = image.n * image.h * image.w;
  return op === 'sum' ? channels : blocks.node('Mul', [channels, blocks.scalar(1 / count)]);
}
