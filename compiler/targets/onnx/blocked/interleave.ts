import type { BlockContext } from './context.ts';
import type { Image } from './image.ts';

/**
 * Puts phases together, each of which is every so-many-th row and column of an image.
 * @param phases by row and column; those left out are zero
 * @param part the sizes of each
 * @param whole the image, which may end before the last rows and columns of the phases
 */
export function interleave(
  context: BlockContext,
  phases: readonly (readonly (string | undefined)[])[],
  part: Image,
  whole: Image,
): string {
  const { blocks } = context;
  const { size } = blocks;
  const count = (part.n * part.filled) / size;
  const columns = phases[0]!.length;
  let zeros: string | undefined;
  const zero = (): string =>
    (zeros ??= blocks.node('Expand', [
      blocks.full(0, 1, 1, 1, 1),
      blocks.writer.integers([part.n, part.filled, part.h, part.w]),
    ]));
  const rows = phases.map((row) => {
    const parts = row.map((phase) => phase ?? zero());
    const [only] = parts as [string];
    if (columns === 1) return blocks.reshape(only, count, part.h, 1, part.w * size);
    const places = parts.map((each) => blocks.reshape(each, count * part.h * part.w, 1, size));
    const row2 = blocks.node('Concat', places, { axis: 1 });
    return blocks.reshape(row2, count, part.h, 1, part.w * columns * size);
  });
  const stacked = rows.length === 1 ? rows[0]! : blocks.node('Concat', rows, { axis: 2 });
  const [h, w] = [part.h * phases.length, part.w * columns];
  let image = blocks.reshape(stacked, count, h, w, size);
  if (h !== whole.h) image = blocks.slice(image, 1, 0, whole.h);
  if (w !== whole.w) image = blocks.slice(image, 2, 0, whole.w);
  return blocks.reshape(image, whole.n, whole.filled, whole.h, whole.w);
}
