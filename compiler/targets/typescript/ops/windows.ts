import type { OpNodeOf, Tensor, WindowAttributes } from '../../../ops/types.ts';
import { padded, spatialSides } from './padding.ts';
import type { SizeWriter } from '../../op-code/size-text.ts';
import { UnwritableOp } from './unwritable-op.ts';

/** tfjs convolves images: a sequence becomes an image of one row. */
function asImage(rank: number, a: string, axis: number): string {
  if (rank > 2) throw new UnwritableOp('a window over volumes');
  return rank === 1 ? `tf.expandDims(${a}, ${axis})` : a;
}

function windowText({ strides, dilations }: WindowAttributes): { strides: string; dilations: string } {
  const two = (values: readonly number[]) =>
    `[${(values.length === 1 ? [1, ...values] : values).join(', ')}]`;
  return { strides: two(strides), dilations: two(dilations) };
}

/** Convolutions over sequences and images; with groups, one after the other unless every channel is its own. */
export function convolutionText(
  node: OpNodeOf<'convolution'>,
  a: string,
  b: string,
  size: SizeWriter,
): string {
  const { groups, padding } = node.attributes;
  const [x, kernel] = node.inputs as [Tensor, Tensor];
  const rank = x.shape.length - 2;
  const image = asImage(rank, padded(a, spatialSides(padding, size)), 1);
  const window = windowText(node.attributes);
  const channels = x.shape.at(-1);
  const squeeze = (text: string): string => (rank === 1 ? `tf.squeeze(${text}, [1])` : text);
  const tail = `${window.strides}, 'valid', 'NHWC', ${window.dilations}`;
  if (groups === 1) return squeeze(`tf.conv2d(${cast4(image)}, ${cast4(asImage(rank, b, 0))}, ${tail})`);
  if (groups === channels) {
    const multiplier = (kernel.shape.at(-1) as number) / groups;
    const shape = [...(rank === 1 ? [1] : []), ...kernel.shape.slice(0, rank), groups, multiplier].join(', ');
    const filter = `tf.reshape<tf.Rank.R4>(${b}, [${shape}])`;
    return squeeze(`tf.depthwiseConv2d(${cast4(image)}, ${filter}, ${tail})`);
  }
  const parts = `tf.split(${image}, ${groups}, -1)`;
  const kernels = `tf.split(${asImage(rank, b, 0)}, ${groups}, -1)`;
  const each = `tf.conv2d(part as tf.Tensor4D, kernels[index] as tf.Tensor4D, ${tail})`;
  return squeeze(
    `((parts, kernels) => tf.concat(parts.map((part, index) => ${each}), -1))(${parts}, ${kernels})`,
  );
}

function cast4(text: string): string {
  return `${text} as tf.Tensor4D`;
}

/** What a convolution's gradient with respect to its input computes: `tf.conv2dTranspose`. */
export function transposedConvolutionText(
  node: OpNodeOf<'convolutionInputGradient'>,
  a: string,
  b: string,
  size: SizeWriter,
): string {
  const { groups, padding, inputShape, dilations } = node.attributes;
  const rank = inputShape.length - 2;
  if (groups !== 1 || dilations.some((dilation) => dilation !== 1))
    throw new UnwritableOp('transposed convolution');
  const sides = spatialSides(padding, size);
  const whole = inputShape.map((each, axis) => {
    const [low, high] = sides[axis]!;
    return [size(each), low, high].filter((part, index) => index === 0 || part !== '0').join(' + ');
  });
  const shape = rank === 1 ? [whole[0]!, '1', ...whole.slice(1)] : whole;
  const { strides } = windowText(node.attributes);
  const grown = `tf.conv2dTranspose(${cast4(asImage(rank, a, 1))}, ${cast4(asImage(rank, b, 0))}, [${shape.join(', ')}], ${strides}, 'valid')`;
  const flat = rank === 1 ? `tf.squeeze(${grown}, [1])` : grown;
  if (sides.every(([low, high]) => low === '0' && high === '0')) return flat;
  const starts = sides.map(([low]) => low).join(', ');
  return `tf.slice(${flat}, [${starts}], [${inputShape.map(size).join(', ')}])`;
}

/** Pooling over sequences and images. */
export function poolText(node: OpNodeOf<'maxPool' | 'averagePool'>, a: string, size: SizeWriter): string {
  const { padding, window, dilations } = node.attributes;
  if (dilations.some((dilation) => dilation !== 1)) throw new UnwritableOp('pool with dilation');
  const sides = spatialSides(padding, size);
  const isPadded = sides.some(([low, high]) => low !== '0' || high !== '0');
  if (isPadded && node.op === 'averagePool') throw new UnwritableOp('padded average');
  const rank = window.length;
  const image = cast4(asImage(rank, padded(a, sides, -Infinity), 1));
  const shape = `[${(rank === 1 ? [1, ...window] : window).join(', ')}]`;
  const name = node.op === 'maxPool' ? 'maxPool' : 'avgPool';
  const text = `tf.${name}(${image}, ${shape}, ${windowText(node.attributes).strides}, 'valid')`;
  return rank === 1 ? `tf.squeeze(${text}, [1])` : text;
}
