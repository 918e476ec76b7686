import type { RandomSource } from '../../compiler/declarations/define-component.ts';
import { floats, integers, pick, type ExampleData } from './arrays.ts';
import { makeDigits } from './digits.ts';

/** Stripes, whose direction is the class, in every channel with a strength of its own. */
export function makeStripes(
  count: number,
  random: RandomSource,
  size: number,
  channels: number,
  classes: number,
): ExampleData {
  const label = integers([count], () => pick(random, classes));
  const image = floats([count, size, size, channels]);
  let next = 0;
  for (let sample = 0; sample < count; sample++) {
    const angle = (Math.PI * label.data[sample]!) / classes;
    const phase = random.uniform() * 2 * Math.PI;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const wave = Math.sin((row * Math.cos(angle) + column * Math.sin(angle)) * 0.9 + phase);
        for (let channel = 0; channel < channels; channel++) {
          image.data[next++] = wave / (1 + (channel % 3)) + random.normal() * 0.2;
        }
      }
    }
  }
  return { image, label };
}

/** Flat digits as numbers from 0 to 1. */
export function makeFlatDigits(
  count: number,
  random: RandomSource,
): { readonly pixels: ReturnType<typeof floats>; readonly digit: ReturnType<typeof integers> } {
  const { image, digit } = makeDigits(count, random) as {
    image: ReturnType<typeof floats>;
    digit: ReturnType<typeof integers>;
  };
  return { pixels: floats([count, 784], (index) => image.data[index]! / 255), digit };
}

/** Digits shrunk to 8 × 8 by averaging. */
export function makeSmallDigits(count: number, random: RandomSource): ExampleData {
  const { pixels, digit } = makeFlatDigits(count, random);
  const small = floats([count, 64], (index) => {
    const sample = Math.floor(index / 64);
    const row = Math.floor((index % 64) / 8);
    const column = index % 8;
    let sum = 0;
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 3; x++)
        sum += pixels.data[sample * 784 + (2 + row * 3 + y) * 28 + 2 + column * 3 + x]!;
    }
    return sum / 9;
  });
  return { pixels: small, digit };
}

/** Bright discs on a noisy ground, and where they are. */
export function makeDiscs(count: number, random: RandomSource, size: number): ExampleData {
  const image = floats([count, size, size, 1]);
  const mask = floats([count, size, size, 1]);
  for (let sample = 0; sample < count; sample++) {
    const discs = Array.from({ length: 1 + pick(random, 3) }, () => ({
      x: random.uniform() * size,
      y: random.uniform() * size,
      radius: size * (0.1 + random.uniform() * 0.15),
    }));
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const inside = discs.some(({ x, y, radius }) => Math.hypot(column - x, row - y) < radius);
        const index = (sample * size + row) * size + column;
        mask.data[index] = Number(inside);
        image.data[index] = Number(inside) * 0.7 + random.normal() * 0.3;
      }
    }
  }
  return { image, mask };
}

/** Two views of a bright bar: the nearer it is, the further apart it stands in them. */
export function makeStereo(count: number, random: RandomSource): ExampleData {
  const size = 250;
  const depth = floats([count, 1], () => 1 + random.uniform() * 4);
  const view = (direction: number) =>
    floats([count, size, size, 3], (index) => {
      const sample = Math.floor(index / (size * size * 3));
      const column = Math.floor((index % (size * 3)) / 3);
      const middle = size / 2 + (direction * 60) / depth.data[sample]!;
      return Math.abs(column - middle) < 8 ? 1 : 0.1;
    });
  return { left: view(-1), right: view(1), depth };
}
