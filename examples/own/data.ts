import type { RandomSource } from '../../compiler/declarations/define-component.ts';
import { floats, pick, type ExampleData } from '../data/arrays.ts';
import { makeSmallDigits } from '../data/images.ts';

const gaussian = (random: RandomSource): number =>
  Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());

/** Points of a ring of radius 2 around the origin, a little off it. */
export function makeRing(count: number, random: RandomSource): ExampleData {
  const point = floats([count, 2]);
  for (let sample = 0; sample < count; sample++) {
    const angle = 2 * Math.PI * random.uniform();
    const radius = 2 + 0.05 * gaussian(random);
    point.data[2 * sample] = radius * Math.cos(angle);
    point.data[2 * sample + 1] = radius * Math.sin(angle);
  }
  return { point };
}

/** Four kinds of samples around the corners of a square, with six numbers beside them that tell nothing. */
export function makeKinds(
  count: number,
  random: RandomSource,
): { readonly data: ExampleData; readonly kinds: readonly number[] } {
  const kinds = Array.from({ length: count }, () => pick(random, 4));
  const sample = floats([count, 8], (index) => {
    const kind = kinds[Math.floor(index / 8)]!;
    const column = index % 8;
    if (column >= 2) return 3 * gaussian(random);
    return (((kind >> column) & 1) === 1 ? 1 : -1) + 0.2 * gaussian(random);
  });
  return { data: { sample }, kinds };
}

/** Pairs of small images: half of them show the same digit. */
export function makePairsOfDigits(count: number, random: RandomSource): ExampleData {
  const { pixels, digit } = makeSmallDigits(count, random);
  const byDigit = Array.from({ length: 10 }, (): number[] => []);
  digit!.data.forEach((each, index) => byDigit[each]!.push(index));
  const distance = floats([count, 1], (index) => index % 2);
  const right = floats([count, 64]);
  for (let sample = 0; sample < count; sample++) {
    const own = digit!.data[sample]!;
    const other = distance.data[sample] === 1 ? own : (own + 1 + pick(random, 9)) % 10;
    const found = byDigit[other]!;
    const chosen = found[pick(random, found.length)]!;
    right.data.set(pixels!.data.subarray(64 * chosen, 64 * chosen + 64), 64 * sample);
  }
  return { left: pixels!, right, distance };
}
