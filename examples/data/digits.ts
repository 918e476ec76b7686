import type { RandomSource } from '../../compiler/declarations/define-component.ts';
import { bytes, integers, pick, type ExampleData } from './arrays.ts';

const size = 28;

/** Ends of strokes on a grid of 2 × 4 (x from 0 to 2, y from 0 to 4), as one writes the digits. */
const strokes: readonly (readonly (readonly [number, number])[])[] = [
  [
    [0, 0],
    [2, 0],
    [2, 4],
    [0, 4],
    [0, 0],
  ],
  [
    [0.3, 1],
    [1.2, 0],
    [1.2, 4],
  ],
  [
    [0, 0.6],
    [1, 0],
    [2, 0.8],
    [0, 4],
    [2, 4],
  ],
  [
    [0, 0],
    [2, 0],
    [1, 1.8],
    [2, 3],
    [1, 4],
    [0, 3.6],
  ],
  [
    [1.4, 4],
    [1.4, 0],
    [0, 2.8],
    [2, 2.8],
  ],
  [
    [2, 0],
    [0, 0],
    [0, 1.8],
    [2, 2.2],
    [1.6, 4],
    [0, 4],
  ],
  [
    [1.8, 0],
    [0, 2.4],
    [0.4, 4],
    [2, 3.6],
    [1.6, 2.2],
    [0, 2.6],
  ],
  [
    [0, 0],
    [2, 0],
    [0.8, 4],
  ],
  [
    [1, 2],
    [0, 1],
    [1, 0],
    [2, 1],
    [0, 3],
    [1, 4],
    [2, 3],
    [1, 2],
  ],
  [
    [2, 1.2],
    [1, 0],
    [0, 1],
    [1, 2],
    [2, 1.2],
    [1.6, 4],
  ],
];

/** Digits drawn with a pen that shakes: each is moved, slanted, stretched and smudged by chance. */
export function makeDigits(count: number, random: RandomSource): ExampleData {
  const image = bytes([count, size, size]);
  const digit = integers([count], () => pick(random, 10));
  for (let sample = 0; sample < count; sample++) {
    drawDigit(
      image.data.subarray(sample * size * size, (sample + 1) * size * size),
      digit.data[sample]!,
      random,
    );
  }
  return { image, digit };
}

function drawDigit(pixels: { [index: number]: number }, digit: number, random: RandomSource): void {
  const scale = 4.2 + random.uniform() * 1.2;
  const slant = (random.uniform() - 0.5) * 0.7;
  const left = 14 - scale + (random.uniform() - 0.5) * 4;
  const top = 14 - 2 * scale + (random.uniform() - 0.5) * 4;
  const pen = 0.9 + random.uniform() * 0.7;
  const points = strokes[digit]!.map(([x, y]) => {
    const shakenX = x + random.normal() * 0.12;
    const shakenY = y + random.normal() * 0.12;
    return [left + (shakenX + slant * (2 - shakenY)) * scale, top + shakenY * scale] as const;
  });
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let nearest = Infinity;
      for (let index = 1; index < points.length; index++) {
        nearest = Math.min(nearest, distanceToSegment(column, row, points[index - 1]!, points[index]!));
      }
      const ink = 255 / (1 + Math.exp((nearest - pen) * 3));
      pixels[row * size + column] = Math.max(0, Math.min(255, Math.round(ink + random.normal() * 6)));
    }
  }
}

function distanceToSegment(
  x: number,
  y: number,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): number {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const along =
    length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
  return Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0));
}
