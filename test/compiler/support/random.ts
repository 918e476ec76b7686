import type { RandomSource } from '../../../compiler/declarations/define-component.ts';

/** Numbers from a seed: the xorshift generator of Marsaglia (2003), 32 bits. */
export function createTestRandom(seed: number): RandomSource {
  let state = (Math.imul(seed, 0x9e3779b9) ^ 0x5bf03635) | 1;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
