import { batchSize, type TensorType } from '../../../shapes/types.ts';
import { floorDivide, multiplySizes, type Size } from '../../../shapes/size.ts';
import type { Constant } from './constants.ts';

/**
 * Where an axis of the file is in kmodel's tensor: an axis of it, 0 being the batch; nowhere, since its size is 1;
 * several axes of it as one, in this order; or one of two parts of an axis.
 */
export type Place =
  | number
  | 'one'
  | { readonly merged: readonly number[] }
  | { readonly axis: number; readonly part: 'outer' | 'inner'; readonly outer: number };

/**
 * A tensor of the file that the model computes. What the file moves about is not moved at once: `form` says for each
 * of its axes where it is, and only a layer that needs another order moves it.
 */
export interface Held {
  readonly kind: 'tensor';
  readonly tensor: number;
  /** Of kmodel's tensor, without the batch. */
  readonly type: TensorType;
  readonly form: readonly Place[];
  /** True where only one node takes it, so that what that node does can become a part of the layer that made it. */
  readonly sole: boolean;
  /** True where no entry is below zero: zeros around it change no maximum. */
  readonly nonNegative: boolean;
}

/** The numbers of a weight. */
export interface ReadWeight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Sizes of tensors, which the file computes with. */
export interface Dims {
  readonly kind: 'dims';
  readonly sizes: readonly Size[];
  /** True for one size alone, of no axis. */
  readonly scalar: boolean;
}

/** A tensor of one number everywhere, of whatever shape. */
export interface Fill {
  readonly kind: 'fill';
  readonly value: number;
  /** Where the file states them. */
  readonly sizes?: readonly Size[] | undefined;
}

/** Numbers of the file, cut to the first entries of each axis: as many as a tensor has. */
export interface Corner {
  readonly kind: 'corner';
  readonly constant: Constant;
  readonly sizes: readonly Size[];
}

/** Whole numbers in order along one axis; all others have the size 1. */
export interface Counting {
  readonly kind: 'counting';
  readonly start: number;
  readonly sizes: readonly Size[];
  readonly axis: number;
}

/** Matrices in the last two axes that hold two numbers, parted by a diagonal. */
export interface Triangle {
  readonly kind: 'triangle';
  readonly sizes: readonly Size[];
  /** Entries of column − row up to this one hold `below`, the others `above`. */
  readonly diagonal: number;
  readonly below: number;
  readonly above: number;
}

/** Tensors side by side along the first axis of the file: the last states of both directions, or of several layers. */
export interface Stacked {
  readonly kind: 'stacked';
  /** Without that axis. */
  readonly parts: readonly Held[];
}

/** Constants whose sizes are those of tensors. */
export type Pattern = Corner | Counting | Triangle;

export type Value = Held | Constant | Dims | Fill | Pattern | Stacked;

export function isPattern(value: Value | undefined): value is Pattern {
  return value?.kind === 'corner' || value?.kind === 'counting' || value?.kind === 'triangle';
}

/** The sizes of a tensor as the file has it. */
export function fileShape({ form, type }: Held): readonly Size[] {
  const sizeOf = (axis: number): Size => (axis === 0 ? batchSize : type.shape[axis - 1]!);
  return form.map((place): Size => {
    if (place === 'one') return 1;
    if (typeof place === 'number') return sizeOf(place);
    if ('merged' in place) return multiplySizes(...place.merged.map(sizeOf));
    return place.part === 'outer' ? place.outer : floorDivide(sizeOf(place.axis), place.outer);
  });
}

/** The form in which kmodel's axes are those of the file. */
export function plainForm(rank: number): readonly number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}
