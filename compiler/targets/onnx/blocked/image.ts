import type { Tensor } from '../../../ops/types.ts';

/** The sizes of a tensor [batch, height, width, channels], or [batch, width, channels] with a height of 1. */
export interface Image {
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  /** Channels, filled up to whole blocks. What stands in the filling is finite, and nobody reads it. */
  readonly filled: number;
}

type Typed = Pick<Tensor, 'dtype' | 'shape'>;

/**
 * A tensor as an image that can be kept in blocks of channels, or undefined. Half a block at least must be in use, in
 * fours, as onnxruntime reorders them.
 */
export function imageOf({ dtype, shape }: Typed, block: number): Image | undefined {
  if (dtype !== 'float32' && dtype !== 'bool') return undefined;
  const sizes = knownSizes(shape);
  if (!sizes || sizes.c % 4 !== 0 || 2 * sizes.c < block) return undefined;
  return { ...sizes, filled: Math.ceil(sizes.c / block) * block };
}

/** The sizes of an image whatever its number of channels; undefined where one is open. */
export function knownSizes(shape: Typed['shape']): Omit<Image, 'filled'> | undefined {
  if ((shape.length !== 3 && shape.length !== 4) || !shape.every((size) => typeof size === 'number')) {
    return undefined;
  }
  const [n, h, w, c] = (shape.length === 3 ? shape.toSpliced(1, 0, 1) : shape) as [
    number,
    number,
    number,
    number,
  ];
  return { n, h, w, c };
}

/** The sizes of a kernel [height, width, in, out], with a height of 1 where it has none. */
export interface Window {
  readonly kh: number;
  readonly kw: number;
  readonly ci: number;
  readonly co: number;
}

export function windowOf(shape: Typed['shape']): Window {
  const sizes = shape as readonly number[];
  const [kh, kw, ci, co] = (sizes.length === 3 ? [1, ...sizes] : sizes) as [number, number, number, number];
  return { kh, kw, ci, co };
}

export type Pair<T = number> = readonly [height: T, width: T];

/** A list with an entry for each spatial axis as one for height and width. */
export function pairOf<T>(list: readonly T[], missing: T): Pair<T> {
  return (list.length === 1 ? [missing, list[0]!] : list) as unknown as Pair<T>;
}
