import type { Padding, WindowAttributes } from '../../ops/types.ts';
import {
  addSizes,
  ceilDivide,
  floorDivide,
  maximumSize,
  multiplySizes,
  sizeText,
  subtractSizes,
  type Size,
} from '../../shapes/size.ts';
import { shapeProblem, type ShapeProblem } from '../../declarations/define-layer.ts';

/** The geometry of a convolution or pool, one entry per spatial axis. */
export interface WindowGeometry {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
}

/** How many entries a window reaches over. */
export function spanOf(window: number, dilation: number): number {
  return (window - 1) * dilation + 1;
}

/**
 * Sizes after a window has moved along each axis.
 * `valid`: ⌊(n − span) / stride⌋ + 1; `same` and `causal`: ⌈n / stride⌉.
 */
export function windowedSizes(spatial: readonly Size[], geometry: WindowGeometry): readonly Size[] {
  return spatial.map((size, axis) => {
    const stride = geometry.strides[axis]!;
    if (geometry.padding !== 'valid') return ceilDivide(size, stride);
    const span = spanOf(geometry.window[axis]!, geometry.dilations[axis]!);
    return floorDivide(subtractSizes(addSizes(size, stride), span), stride);
  });
}

/**
 * KM3004 where a window without padding is wider than the axis it moves along.
 * @param firstAxis the number of the first of these axes in the input, of which the batch is 0
 */
export function windowProblem(
  spatial: readonly Size[],
  geometry: WindowGeometry,
  argument: string,
  firstAxis = 1,
): ShapeProblem | undefined {
  if (geometry.padding !== 'valid') return undefined;
  for (const [axis, size] of spatial.entries()) {
    const span = spanOf(geometry.window[axis]!, geometry.dilations[axis]!);
    if (typeof size !== 'number' || size >= span) continue;
    return shapeProblem(
      'KM3004',
      `{layer} moves a window of ${span} along axis ${axis + firstAxis} of {input}, which has only ${sizeText(size)}.`,
      { argument, help: '`padding: same` keeps the size.', set: { argument: 'padding', text: 'same' } },
    );
  }
  return undefined;
}

/**
 * Padding in front of and behind each axis. `same` spreads max((out − 1) · stride + span − n, 0), the odd one
 * behind; `causal` puts span − 1 in front.
 */
export function windowPadding(spatial: readonly Size[], geometry: WindowGeometry): Padding {
  return spatial.map((size, axis) => {
    const span = spanOf(geometry.window[axis]!, geometry.dilations[axis]!);
    if (geometry.padding === 'valid') return [0, 0];
    if (geometry.padding === 'causal') return [span - 1, 0];
    const stride = geometry.strides[axis]!;
    const reach = addSizes(multiplySizes(subtractSizes(ceilDivide(size, stride), 1), stride), span);
    const total = maximumSize(subtractSizes(reach, size), 0);
    const low = floorDivide(total, 2);
    return [low, subtractSizes(total, low)];
  });
}

/** The attributes of a windowed op over inputs with these spatial sizes. */
export function windowAttributes(spatial: readonly Size[], geometry: WindowGeometry): WindowAttributes {
  return {
    strides: geometry.strides,
    dilations: geometry.dilations,
    padding: windowPadding(spatial, geometry),
  };
}
