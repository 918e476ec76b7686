import type { Size } from '../shapes/size.ts';

interface SplitPart {
  readonly start: number;
  readonly length: number;
}

export function partsOf(
  size: number,
  sections: number | readonly number[],
): readonly SplitPart[] | undefined {
  if (typeof sections === 'number') {
    if (size % sections !== 0) return undefined;
    const length = size / sections;
    return Array.from({ length: sections }, (_, index) => ({ start: index * length, length }));
  }
  const ends = [...sections.map((place) => Math.min(place, size)), size];
  const parts = ends.map((end, index) => {
    const start = index === 0 ? 0 : ends[index - 1]!;
    return { start, length: end - start };
  });
  return parts.every(({ length }) => length > 0) ? parts : undefined;
}

export function tiling(
  shape: readonly Size[],
  repeats: number | readonly number[],
): { readonly own: readonly Size[]; readonly counts: readonly number[] } {
  const given = typeof repeats === 'number' ? [repeats] : repeats;
  const rank = Math.max(shape.length, given.length);
  return {
    own: [...Array<Size>(rank - shape.length).fill(1), ...shape],
    counts: [...Array<number>(rank - given.length).fill(1), ...given],
  };
}
