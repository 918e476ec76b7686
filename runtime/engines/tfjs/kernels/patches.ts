import { createCopy, stridesOf } from '../host/strided.ts';
import type { PlanBuilder, Slot } from '../plan-builder.ts';
import { sizeOf } from '../value.ts';
import { inThreeAxes, type Geometry } from './geometry.ts';
import { concat, pad, transpose } from './movement.ts';
import { tapsOf } from './taps.ts';

/**
 * Every window as one row, [batch · output places, window · channels], or as one column.
 * @param turned for columns: [window · channels, batch · output places]
 */
export function patchesOf(builder: PlanBuilder, x: Slot, geometry: Geometry, turned = false): Slot {
  const channels = x.shape.at(-1)!;
  const rows = x.shape[0]! * sizeOf(geometry.output);
  const shape = [rows, sizeOf(geometry.window) * channels];
  if (isIdentity(geometry)) {
    const view = builder.view(x, shape);
    return turned ? transpose(builder, view, [1, 0]) : view;
  }
  if (!builder.device.sharesMemory) {
    const taps = tapsOf(builder, x, geometry);
    const flat = builder.view(concat(builder, taps, x.shape.length - 1), shape);
    return turned ? transpose(builder, flat, [1, 0]) : flat;
  }
  const padded = pad(builder, x, [0, ...geometry.low, 0], [0, ...geometry.high, 0]);
  const [sample, ...steps] = stridesOf(padded.shape);
  const channel = steps.pop()!;
  const places = [
    { size: x.shape[0]!, step: sample! },
    ...geometry.output.map((size, axis) => ({ size, step: steps[axis]! * geometry.strides[axis]! })),
  ];
  const taps = [
    ...geometry.window.map((size, axis) => ({ size, step: steps[axis]! * geometry.dilations[axis]! })),
    { size: channels, step: channel },
  ];
  const walk = turned ? [...taps, ...places] : [...places, ...taps];
  const sizes = walk.map(({ size }) => size);
  const copy = createCopy(
    sizes,
    { start: 0, strides: stridesOf(sizes) },
    { start: 0, strides: walk.map(({ step }) => step) },
  );
  return builder.host(
    'patches',
    [padded],
    turned ? [shape[1]!, shape[0]!] : shape,
    'float32',
    ([result], [entries]) => copy(result!, entries!),
  );
}

/** The reverse: entries of the patches go back to their places in an input of the given shape, and add up there. */
export function sumPatches(
  builder: PlanBuilder,
  patches: Slot,
  shape: readonly number[],
  geometry: Geometry,
): Slot {
  if (isIdentity(geometry)) return builder.view(patches, shape);
  const three = inThreeAxes(geometry);
  return builder.host('sumPatches', [patches], shape, 'float32', ([result], [entries]) => {
    const target = result!;
    const from = entries!;
    target.fill(0);
    forEachRun(three, shape[0]!, shape.at(-1)!, (patch, place, length) => {
      if (place >= 0)
        for (let index = 0; index < length; index++) target[place + index]! += from[patch + index]!;
    });
  });
}

/** A window of one entry that steps over every one. */
function isIdentity({ window, strides, low, high }: Geometry): boolean {
  return (
    window.every((size) => size === 1) &&
    strides.every((stride) => stride === 1) &&
    [...low, ...high].every((size) => size === 0)
  );
}

/**
 * Visits the runs of entries that patches and input have in common, in the order of the patches. A run is as long
 * as the window is in the last axis where it has no holes, else one place's channels.
 * @param visit gets the run's place in the patches, in the input (−1 for padding), and its length
 */
function forEachRun(
  geometry: Geometry,
  batch: number,
  channels: number,
  visit: (patch: number, source: number, length: number) => void,
): void {
  const [depth, height, width] = geometry.input as [number, number, number];
  const [depths, heights, widths] = geometry.output as [number, number, number];
  const [windowDepth, windowHeight, windowWidth] = geometry.window as [number, number, number];
  const [strideDepth, strideHeight, strideWidth] = geometry.strides as [number, number, number];
  const [holeDepth, holeHeight, holeWidth] = geometry.dilations as [number, number, number];
  const [front, top, left] = geometry.low as [number, number, number];
  const row = windowWidth * channels;
  let patch = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let d = 0; d < depths; d++) {
      for (let h = 0; h < heights; h++) {
        for (let w = 0; w < widths; w++) {
          const firstColumn = w * strideWidth - left;
          for (let kd = 0; kd < windowDepth; kd++) {
            const z = d * strideDepth - front + kd * holeDepth;
            for (let kh = 0; kh < windowHeight; kh++) {
              const y = h * strideHeight - top + kh * holeHeight;
              if (z < 0 || z >= depth || y < 0 || y >= height) {
                visit(patch, -1, row);
                patch += row;
                continue;
              }
              const line = ((sample * depth + z) * height + y) * width;
              if (holeWidth === 1) {
                const before = Math.min(Math.max(0, -firstColumn), windowWidth);
                const end = Math.max(before, Math.min(windowWidth, width - firstColumn));
                if (before > 0) visit(patch, -1, before * channels);
                if (end > before) {
                  visit(
                    patch + before * channels,
                    (line + firstColumn + before) * channels,
                    (end - before) * channels,
                  );
                }
                if (end < windowWidth) visit(patch + end * channels, -1, (windowWidth - end) * channels);
              } else {
                for (let kw = 0; kw < windowWidth; kw++) {
                  const x = firstColumn + kw * holeWidth;
                  const inside = x >= 0 && x < width;
                  visit(patch + kw * channels, inside ? (line + x) * channels : -1, channels);
                }
              }
              patch += row;
            }
          }
        }
      }
    }
  }
}
