import { dataFormat } from '../../declarations/data-format.ts';
import { argument, number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { multiplySizes, sizeProduct, type Size } from '../../shapes/size.ts';
import { valueRange } from './arguments.ts';
import { defineAugmentation } from './augmentation.ts';
import { toRange } from './colors.ts';
import { sizesOf } from './crop.ts';

/** Values that are told apart. */
const levels = 256;

interface Tiles {
  /** Number of tiles down and across. */
  readonly grid: readonly [rows: number, columns: number];
  /** Height and width of a tile. */
  readonly size: readonly [height: number, width: number];
}

/**
 * Equalizes each channel tile by tile, where no value may count for more than a limit, and mixes what the nearest
 * tiles make of a value (Zuiderveld, Contrast Limited Adaptive Histogram Equalization, 1994).
 */
export const contrastLimitedAdaptiveHistogramEqualization = defineAugmentation({
  name: 'ContrastLimitedAdaptiveHistogramEqualization',
  summary: 'Evens out how often each value occurs, tile by tile and with a limit to contrast (CLAHE).',
  example: 'x -> ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size: [2, 2])',
  arguments: {
    value_range: valueRange,
    clip_limit: number(4, 'How many times the mean count a value may count; 0 and less set no limit.'),
    tile_grid_size: argument<readonly number[]>(
      { kind: 'list', of: { kind: 'integer', minimum: 1 }, minimumLength: 2, maximumLength: 2 },
      [8, 8],
      'Number of tiles down and across.',
    ),
    data_format: dataFormat,
  },
  knownChannels: true,
  knownSize: true,
  always: true,
  augment: ({ ops }, images, args) => {
    const [height, width] = sizesOf(images.shape.slice(1));
    const [rows, columns] = args.tile_grid_size as readonly [number, number];
    const tiles: Tiles = {
      grid: [rows, columns],
      size: [Math.ceil(height / rows), Math.ceil(width / columns)],
    };
    const bytes = mirrorTo(ops, toRange(ops, images, args.value_range, [0, 255]), tiles);
    const values = ops.cast(ops.clip(bytes, 0, 255), 'int32');
    const curves = curvesOf(ops, countValues(ops, values, tiles), args.clip_limit, tiles);
    const mixed = mixTiles(ops, values, curves, tiles);
    const [batch, , , channels] = images.shape as readonly [Size, number, number, number];
    const part = ops.slice(mixed, [0, 0, 0, 0], [batch, height, width, channels]);
    return toRange(ops, part, [0, 255], args.value_range);
  },
});

/** Images that whole tiles fill: what is missing below and on the right is their mirror image. */
function mirrorTo(ops: Ops, images: Tensor, { grid, size }: Tiles): Tensor {
  return [0, 1].reduce((result, axis) => {
    const found = images.shape[axis + 1] as number;
    const wanted = grid[axis]! * size[axis]!;
    if (wanted === found) return result;
    const places = Array.from({ length: wanted }, (_, place) => {
      const within = place % (2 * found);
      return within < found ? within : 2 * found - 1 - within;
    });
    return ops.gather(result, ops.constant(places, [wanted], 'int32'), axis + 1);
  }, images);
}

/** How often each value occurs in each tile, [batch, rows, columns, channels, 256]. */
function countValues(ops: Ops, values: Tensor, { grid, size }: Tiles): Tensor {
  const [batch, , , channels] = values.shape as readonly [Size, number, number, number];
  const tiled = ops.transpose(
    ops.reshape(values, [batch, grid[0], size[0], grid[1], size[1], channels]),
    [0, 1, 3, 5, 2, 4],
  );
  const count = multiplySizes(batch, grid[0] * grid[1] * channels);
  const flat = ops.reshape(tiled, [count, size[0] * size[1]]);
  const places = ops.add(flat, ops.multiply(ops.iota([count, 1], 0), levels));
  const entries = [sizeProduct(flat.shape)];
  const counts = ops.scatterAdd(
    ops.reshape(places, entries),
    ops.fill(1, entries),
    multiplySizes(count, levels),
  );
  return ops.reshape(counts, [batch, grid[0], grid[1], channels, levels]);
}

/** What each value becomes in each tile: its share of the pixels up to it, in 255ths. */
function curvesOf(ops: Ops, counts: Tensor, limit: number, { size }: Tiles): Tensor {
  const pixels = size[0] * size[1];
  const limited = limit > 0 ? limitCounts(ops, counts, (limit * pixels) / levels) : counts;
  const below = ops.cumulativeSum(limited, -1);
  const lowest = ops.reduceMin(below, -1, true);
  const rest = ops.subtract(pixels, lowest);
  const shares = ops.divide(
    ops.multiply(ops.subtract(below, lowest), 255),
    ops.select(ops.equal(rest, 0), 1, rest),
  );
  return ops.clip(shares, 0, 255);
}

/** Counts up to a limit; what lies above it is spread over all values. */
function limitCounts(ops: Ops, counts: Tensor, limit: number): Tensor {
  const clipped = ops.minimum(counts, limit);
  const excess = ops.sum(ops.subtract(counts, clipped), -1, true);
  return ops.add(clipped, ops.divide(excess, levels));
}

/** What the four tiles around each pixel make of its value, mixed by how near their middles are. */
function mixTiles(ops: Ops, values: Tensor, curves: Tensor, { grid, size }: Tiles): Tensor {
  const [batch, , , channels] = values.shape as readonly [Size, number, number, number];
  const flat = ops.reshape(curves, [sizeProduct(curves.shape)]);
  const sample = ops.multiply(ops.iota([batch, 1, 1, 1], 0), grid[0] * grid[1] * channels * levels);
  const inTile = ops.add(ops.multiply(ops.iota([1, 1, 1, channels], 3), levels), values);
  const base = ops.add(sample, inTile);
  const [down, across] = [neighbours(grid[0], size[0]), neighbours(grid[1], size[1])];
  const along = (numbers: readonly number[], axis: 1 | 2, dtype: 'int32' | 'float32'): Tensor =>
    ops.constant(numbers, axis === 1 ? [1, numbers.length, 1, 1] : [1, 1, numbers.length, 1], dtype);
  const found = (row: readonly number[], column: readonly number[]): Tensor => {
    const tile = ops.add(ops.multiply(along(row, 1, 'int32'), grid[1]), along(column, 2, 'int32'));
    return ops.gather(flat, ops.add(base, ops.multiply(tile, channels * levels)));
  };
  const mix = (a: Tensor, b: Tensor, share: Tensor): Tensor =>
    ops.add(ops.multiply(a, ops.subtract(1, share)), ops.multiply(b, share));
  const [below, beside] = [along(down.share, 1, 'float32'), along(across.share, 2, 'float32')];
  return mix(
    mix(found(down.first, across.first), found(down.first, across.second), beside),
    mix(found(down.second, across.first), found(down.second, across.second), beside),
    below,
  );
}

/** The two tiles whose middles lie on either side of each pixel of an axis, and how much the second one counts. */
function neighbours(count: number, size: number) {
  const places = Array.from({ length: count * size }, (_, pixel) => (pixel - size / 2) / size);
  const inside = (tile: number): number => Math.min(Math.max(tile, 0), count - 1);
  return {
    first: places.map((place) => inside(Math.floor(place))),
    second: places.map((place) => inside(Math.floor(place) + 1)),
    share: places.map((place) => place - Math.floor(place)),
  };
}
