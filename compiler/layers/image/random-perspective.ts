import { dataFormat } from '../../declarations/data-format.ts';
import { number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { factor, imageSeed, interpolation, rangeOf } from './arguments.ts';
import { forMaps } from './affine.ts';
import { drawChance, drawForImages, randomSite } from './random.ts';
import { pixelGrid, sampleImages } from './sampling.ts';

const bounds = [0, 1] as const;

export const randomPerspective = defineAugmentation({
  name: 'RandomPerspective',
  summary: 'Shows images from a random angle while training, as if they hung in a room.',
  example: 'x -> RandomPerspective(0.5, 0.4)',
  arguments: {
    factor: factor(1, 'Chance that an image is changed; two numbers give the range of it.', bounds),
    scale: number(1, 'How far the corners move at most, as a share of the size.', { minimum: 0, maximum: 1 }),
    interpolation,
    fill_value: number(0, 'The pixels beyond the border.'),
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, args) => {
    const { ops } = context;
    const site = randomSite(context, args.seed);
    const applies = drawChance(site, rangeOf(args.factor, bounds));
    const [batch, height, width] = images.shape;
    const [right, bottom] = [ops.subtract(ops.size(width!), 1), ops.subtract(ops.size(height!), 1)];
    const moved = (place: Tensor): Tensor => {
      const share = forMaps(ops, drawForImages(site, [-0.5 * args.scale, 0.5 * args.scale]));
      return ops.multiply(place, ops.add(share, 1));
    };
    // The first corner is the origin, which shares of its place do not move.
    const zero = ops.fill(0, [batch!, 1, 1]);
    const corners = {
      topRight: [moved(right), zero],
      bottomLeft: [zero, moved(bottom)],
      bottomRight: [moved(right), moved(bottom)],
    } as const;
    const { x, y } = pixelGrid(ops, height!, width!);
    const source = unitSquareOf(ops, corners, x, y);
    const all = [batch!, height!, width!];
    const columns = ops.expand(ops.multiply(source.x, right), all);
    const rows = ops.expand(ops.multiply(source.y, bottom), all);
    const sampling = { ...args, fill_mode: 'constant' } as const;
    return ops.select(applies, sampleImages(ops, images, columns, rows, sampling), images);
  },
});

type Point = readonly [x: Tensor, y: Tensor];

/**
 * Where places of a quadrilateral with a corner in the origin lie in the unit square that it is the picture of:
 * the inverse of Heckbert's map (Fundamentals of Texture Mapping, 1989, section 2.2.3), by its adjugate.
 */
function unitSquareOf(
  ops: Ops,
  corners: { readonly topRight: Point; readonly bottomLeft: Point; readonly bottomRight: Point },
  x: Tensor,
  y: Tensor,
): { readonly x: Tensor; readonly y: Tensor } {
  const { topRight: p, bottomLeft: q, bottomRight: r } = corners;
  const times = (a: Tensor, b: Tensor): Tensor => ops.multiply(a, b);
  const minus = (a: Tensor, b: Tensor): Tensor => ops.subtract(a, b);
  const [dx1, dy1] = [minus(p[0], r[0]), minus(p[1], r[1])];
  const [dx2, dy2] = [minus(q[0], r[0]), minus(q[1], r[1])];
  const [sx, sy] = [minus(minus(r[0], p[0]), q[0]), minus(minus(r[1], p[1]), q[1])];
  const size = minus(times(dx1, dy2), times(dx2, dy1));
  const g = ops.divide(minus(times(sx, dy2), times(dx2, sy)), size);
  const h = ops.divide(minus(times(dx1, sy), times(sx, dy1)), size);
  // The map is [[a, b, 0], [d, e, 0], [g, h, 1]].
  const [a, d] = [times(p[0], ops.add(g, 1)), times(p[1], ops.add(g, 1))];
  const [b, e] = [times(q[0], ops.add(h, 1)), times(q[1], ops.add(h, 1))];
  const across = minus(times(e, x), times(b, y));
  const down = minus(times(a, y), times(d, x));
  const depth = ops.add(
    ops.add(times(minus(times(d, h), times(e, g)), x), times(minus(times(b, g), times(a, h)), y)),
    minus(times(a, e), times(b, d)),
  );
  return { x: ops.divide(across, depth), y: ops.divide(down, depth) };
}
