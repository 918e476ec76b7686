import { inThreeAxes, type Geometry } from './geometry.ts';

/**
 * Visits every pair of an output place and a position of its window that sees an entry of the input, places in
 * order and positions in order within a place.
 * @param visit gets the number of the input's place, of the position and of the output's place, channels left out
 */
export function forEachTap(
  geometry: Geometry,
  batch: number,
  visit: (source: number, tap: number, place: number) => void,
): void {
  const { input, output, window, strides, dilations, low } = inThreeAxes(geometry);
  const [depth, height, width] = input as [number, number, number];
  const [depths, heights, widths] = output as [number, number, number];
  const [windowDepth, windowHeight, windowWidth] = window as [number, number, number];
  const [strideDepth, strideHeight, strideWidth] = strides as [number, number, number];
  const [holeDepth, holeHeight, holeWidth] = dilations as [number, number, number];
  const [front, top, left] = low as [number, number, number];
  let place = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let d = 0; d < depths; d++) {
      for (let h = 0; h < heights; h++) {
        for (let w = 0; w < widths; w++, place++) {
          let tap = 0;
          for (let kd = 0; kd < windowDepth; kd++) {
            const z = d * strideDepth - front + kd * holeDepth;
            for (let kh = 0; kh < windowHeight; kh++) {
              const y = h * strideHeight - top + kh * holeHeight;
              const outside = z < 0 || z >= depth || y < 0 || y >= height;
              const line = ((sample * depth + z) * height + y) * width;
              for (let kw = 0; kw < windowWidth; kw++, tap++) {
                const x = w * strideWidth - left + kw * holeWidth;
                if (!outside && x >= 0 && x < width) visit(line + x, tap, place);
              }
            }
          }
        }
      }
    }
  }
}
