import type { RandomSource } from '../compiler/declarations/define-component.ts';

/**
 * All randomness outside step graphs: initial weights, the order of samples, seeds. Everything follows from
 * one seed through counters, so that a run can be repeated and resumed bit for bit.
 */
export function createRandom(seed: number, stream: string | number): RandomSource {
  const key = mix(hashStream(stream) ^ mix(seed | 0));
  let counter = 0;
  let spare: number | undefined;
  const uniform = (): number => {
    const high = mix(Math.imul(counter, 0x9e3779b9) + key);
    const low = mix(Math.imul(counter, 0x85ebca6b) ^ key);
    counter++;
    // 53 bits: as fine as doubles in [0, 1) are.
    return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  };
  return {
    uniform,
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box, Muller 1958; both results are used.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** The numbers 0 … count − 1 in a random order (Fisher, Yates). */
export function permutation(count: number, seed: number, epoch: number): Uint32Array {
  const random = createRandom(seed, `shuffle ${epoch}`);
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  for (let index = count - 1; index > 0; index--) {
    const other = Math.floor(random.uniform() * (index + 1));
    const value = order[index]!;
    order[index] = order[other]!;
    order[other] = value;
  }
  return order;
}

/** A seed for a run whose user gave none. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/** The int32 that seeds a step graph's random layers. */
export function stepSeed(seed: number): number {
  return mix(seed ^ 0x5bd1e995) | 0;
}

/** FNV-1a over UTF-16 units. */
function hashStream(stream: string | number): number {
  let hash = 0x811c9dc5;
  for (const character of String(stream)) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

/** A 32-bit mixing function with the low-bias multipliers found by C. Wellons (hash-prospector). */
function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
