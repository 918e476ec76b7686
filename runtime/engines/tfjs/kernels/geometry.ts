import type { WindowAttributes } from '../../../../compiler/ops/types.ts';
import type { PlanBuilder } from '../plan-builder.ts';

/** A convolution's or pool's window in numbers, one entry per spatial axis. */
export interface Geometry {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before the first entry; negative crops. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/**
 * @param x the shape of the input, [batch, …spatial, channels]
 * @param y the shape of the output
 */
export function geometryOf(
  builder: PlanBuilder,
  attributes: WindowAttributes,
  window: readonly number[],
  x: readonly number[],
  y: readonly number[],
): Geometry {
  const { strides, dilations, padding } = attributes;
  return {
    window,
    strides,
    dilations,
    low: padding.map(([low]) => builder.size(low)),
    high: padding.map(([, high]) => builder.size(high)),
    input: x.slice(1, -1),
    output: y.slice(1, -1),
  };
}

/** All positions of a window, in row-major order. */
export function positionsOf(window: readonly number[]): readonly (readonly number[])[] {
  return window.reduce<readonly (readonly number[])[]>(
    (prefixes, size) =>
      prefixes.flatMap((prefix) => Array.from({ length: size }, (_, index) => [...prefix, index])),
    [[]],
  );
}

/** The same window over three spatial axes, the first ones of size 1: loops need only one form. */
export function inThreeAxes(geometry: Geometry): Geometry {
  const missing = 3 - geometry.window.length;
  const front = (list: readonly number[], value: number): number[] => [
    ...Array<number>(missing).fill(value),
    ...list,
  ];
  return {
    window: front(geometry.window, 1),
    strides: front(geometry.strides, 1),
    dilations: front(geometry.dilations, 1),
    low: front(geometry.low, 0),
    high: front(geometry.high, 0),
    input: front(geometry.input, 1),
    output: front(geometry.output, 1),
  };
}
