import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { ValueRange } from './arguments.ts';

/** Brings values of one range to the same places of another. */
export function toRange(ops: Ops, images: Tensor, from: ValueRange, to: ValueRange): Tensor {
  if (from[0] === to[0] && from[1] === to[1]) return images;
  const shares = ops.divide(ops.subtract(images, from[0]!), from[1]! - from[0]!);
  return ops.add(ops.multiply(shares, to[1]! - to[0]!), to[0]!);
}

export function clipToRange(ops: Ops, images: Tensor, range: ValueRange): Tensor {
  return ops.clip(images, Math.min(...range), Math.max(...range));
}

/** One channel of grey for three of colour: the luma of ITU-R BT.601, with the digits of Keras. */
export function toGray(ops: Ops, images: Tensor): Tensor {
  if (images.shape[3] === 1) return images;
  return ops.sum(ops.multiply(images, ops.constant([0.2989, 0.587, 0.114], [3])), [3], true);
}

/** Hue, saturation and value of colours (Smith, Color gamut transform pairs, 1978), a channel each. */
export function toHsv(ops: Ops, images: Tensor): readonly [hue: Tensor, saturation: Tensor, value: Tensor] {
  const [r, g, b] = ops.split(images, 3, 3) as [Tensor, Tensor, Tensor];
  const value = ops.reduceMax(images, [3], true);
  const spread = ops.subtract(value, ops.reduceMin(images, [3], true));
  const hasValue = ops.greater(value, 0);
  const hasSpread = ops.greater(spread, 0);
  const saturation = ops.select(hasValue, ops.divide(spread, ops.select(hasValue, value, 1)), 0);
  const sixth = ops.divide(1 / 6, ops.select(hasSpread, spread, 1));
  const between = (a: Tensor, c: Tensor, start: number): Tensor =>
    ops.add(ops.multiply(sixth, ops.subtract(a, c)), start);
  const behind = ops.select(ops.equal(value, g), between(b, r, 2 / 6), between(r, g, 4 / 6));
  const hue = ops.select(ops.equal(value, r), between(g, b, 0), behind);
  const turned = ops.add(hue, ops.cast(ops.less(hue, 0), 'float32'));
  return [ops.select(hasSpread, turned, 0), saturation, value];
}

/** The way back from `toHsv`; hues count in turns. */
export function toRgb(ops: Ops, hue: Tensor, saturation: Tensor, value: Tensor): Tensor {
  const sixths = ops.multiply(ops.modulo(hue, 1), 6);
  const away = (from: number): Tensor => ops.absolute(ops.subtract(sixths, from));
  const strengths = [
    ops.clip(ops.subtract(away(3), 1), 0, 1),
    ops.clip(ops.subtract(2, away(2)), 0, 1),
    ops.clip(ops.subtract(2, away(4)), 0, 1),
  ];
  const rest = ops.subtract(1, saturation);
  const channels = strengths.map((strength) =>
    ops.multiply(value, ops.add(rest, ops.multiply(saturation, strength))),
  );
  return ops.concat(channels, 3);
}
