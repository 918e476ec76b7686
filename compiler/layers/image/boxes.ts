import type { Tensor } from '../../ops/types.ts';
import { drawForImages, type RandomSite } from './random.ts';
import { pixelGrid } from './sampling.ts';

/**
 * A box at a random place of each image.
 * @param across its width as a share of the image's, [batch, 1, 1, 1]
 * @param down its height, likewise
 * @returns bool [batch, height, width, 1]: the pixels in it
 */
export function drawBox(site: RandomSite, images: Tensor, across: Tensor, down: Tensor): Tensor {
  const { ops } = site.context;
  const [, height, width] = images.shape;
  const grid = pixelGrid(ops, height!, width!);
  const covers = (places: Tensor, size: Tensor, share: Tensor): Tensor => {
    const length = ops.multiply(share, size);
    const start = ops.multiply(drawForImages(site), ops.subtract(size, length));
    return ops.and(ops.greaterEqual(places, start), ops.less(places, ops.add(start, length)));
  };
  const inColumns = covers(ops.expandDims(grid.x, 3), ops.size(width!), across);
  const inRows = covers(ops.expandDims(grid.y, 3), ops.size(height!), down);
  return ops.and(inColumns, inRows);
}
