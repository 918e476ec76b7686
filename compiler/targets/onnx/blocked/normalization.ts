import type { OpNodeOf, Tensor } from '../../../ops/types.ts';
import type { Chain } from './chains.ts';
import { channelsOnly, channelVector, imageIn, type BlockContext } from './context.ts';
import type { Image } from './image.ts';

/** Mean and variance of a batch normalization, and the deviation from the mean, which its gradient reads as well. */
export function writeMoments(context: BlockContext, node: OpNodeOf<'batchNormalization'>): void {
  const { blocks, forms, moments } = context;
  const [x, gamma] = node.inputs as readonly [Tensor, Tensor, Tensor];
  const [, mean, variance] = node.outputs as readonly [Tensor, Tensor, Tensor];
  const image = imageIn(context, x);
  const { filled } = image;
  const share = blocks.scalar(1 / (image.n * image.h * image.w));
  const blocked = forms.get(x, 'blocked');
  const average = blocks.node('Mul', [channelSums(context, blocked, image), share]);
  // Squares of deviations, and not squares less the square of the mean: those lose all digits where the mean is large.
  const deviation = blocks.affine(blocked, filled, blocks.full(1, filled), blocks.node('Neg', [average]));
  const spread = blocks.node('Mul', [channelProducts(context, deviation, deviation, image), share]);
  const epsilon = blocks.scalar(node.attributes.epsilon);
  const inverse = blocks.node('Reciprocal', [blocks.node('Sqrt', [blocks.node('Add', [spread, epsilon])])]);
  const factor = blocks.node('Mul', [channelVector(context, gamma, image), inverse]);
  moments.set(mean.id, { deviation, inverse, factor });
  forms.set(mean, 'last', channelsOnly(context, average, image));
  forms.set(variance, 'last', channelsOnly(context, spread, image));
}

/** The result of a batch normalization, whose moments are there, with what follows it. */
export function writeNormalization(
  context: BlockContext,
  node: OpNodeOf<'batchNormalization'>,
  { sum, activation, result }: Chain,
): void {
  const { blocks, forms, moments } = context;
  const [x, , beta] = node.inputs as readonly [Tensor, Tensor, Tensor];
  const { deviation, factor } = moments.get(node.outputs[1]!.id)!;
  const image = imageIn(context, x);
  const normalized = blocks.affine(deviation, image.filled, factor, channelVector(context, beta, image), {
    sum: sum && forms.get(sum, 'blocked'),
    activation,
  });
  forms.set(result, 'blocked', normalized);
}

/** A factor and a shift for each channel, with what follows. */
export function writeAffine(
  context: BlockContext,
  { inputs }: OpNodeOf<'channelAffine'>,
  { sum, activation, result }: Chain,
): void {
  const { blocks, forms } = context;
  const [x, factor, shift] = inputs as readonly [Tensor, Tensor, Tensor];
  const image = imageIn(context, x);
  const [a, b] = [factor, shift].map((each) => channelVector(context, each, image)) as [string, string];
  const affine = blocks.affine(forms.get(x, 'blocked'), image.filled, a, b, {
    sum: sum && forms.get(sum, 'blocked'),
    activation,
  });
  forms.set(result, 'blocked', affine);
}

/** The gradients of gamma and beta, and with them the sums that the gradient of the input reads. */
export function writeGradientSums(context: BlockContext, node: OpNodeOf<'batchNormalizationGradient'>): void {
  const { blocks, forms, moments, gradientSums } = context;
  const [x, , mean, , dy] = node.inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
  const [dx, dgamma, dbeta] = node.outputs as readonly [Tensor, Tensor, Tensor];
  const { deviation, inverse } = moments.get(mean.id)!;
  const image = imageIn(context, x);
  const blocked = forms.get(dy, 'blocked');
  const sums = channelSums(context, blocked, image);
  const slopes = blocks.node('Mul', [channelProducts(context, blocked, deviation, image), inverse]);
  gradientSums.set(dx.id, { sums, slopes });
  forms.set(dgamma, 'last', channelsOnly(context, slopes, image));
  forms.set(dbeta, 'last', channelsOnly(context, sums, image));
}

/**
 * With d = x − mean: dx = factor · (dy − mean(dy) − d · inverse² · mean(dy · d)), as two passes of the form
 * factor · dy + (d · a + b), with what is added to it.
 */
export function writeNormalizationGradient(
  context: BlockContext,
  node: OpNodeOf<'batchNormalizationGradient'>,
  { sum, result }: Chain,
): void {
  const { blocks, forms, moments, gradientSums } = context;
  const [x, , mean, , dy] = node.inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
  const { deviation, inverse, factor } = moments.get(mean.id)!;
  const { sums, slopes } = gradientSums.get(node.outputs[0]!.id)!;
  const image = imageIn(context, x);
  const share = blocks.node('Mul', [factor, blocks.scalar(-1 / (image.n * image.h * image.w))]);
  const a = blocks.node('Mul', [share, blocks.node('Mul', [inverse, slopes])]);
  const b = blocks.node('Mul', [share, sums]);
  const rest = blocks.affine(deviation, image.filled, a, b, { sum: sum && forms.get(sum, 'blocked') });
  const dx = blocks.affine(forms.get(dy, 'blocked'), image.filled, factor, blocks.full(0, image.filled), {
    sum: rest,
  });
  forms.set(result, 'blocked', dx);
}

/** The sum of each channel, filled up. */
export function channelSums({ blocks }: BlockContext, x: string, { n, h, w, filled }: Image): string {
  const { size, writer } = blocks;
  const rows = blocks.reshape(x, (n * filled) / size, h * w, size);
  const sums = blocks.node('ReduceSum', [rows, writer.integers([1])], { keepdims: 0 });
  return sumOverBatch(blocks, sums, n, filled);
}

/**
 * The sum of the products of two images' entries, channel by channel: a convolution of one with the other as its
 * kernel, which reads both once and writes nothing else.
 */
export function channelProducts(
  { blocks }: BlockContext,
  x: string,
  y: string,
  { n, h, w, filled }: Image,
): string {
  const channels = n * filled;
  const products = blocks.convolve(
    blocks.reshape(x, 1, channels, h, w),
    blocks.reshape(y, channels, 1, h, w),
    { window: [h, w], groups: channels, out: channels },
  );
  return sumOverBatch(blocks, products, n, filled);
}

function sumOverBatch(blocks: BlockContext['blocks'], x: string, n: number, channels: number): string {
  const rows = blocks.reshape(x, n, channels);
  return blocks.node('ReduceSum', [rows, blocks.writer.integers([0])], { keepdims: 0 });
}
