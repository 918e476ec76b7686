import type { RandomSource } from '../../declarations/define-component.ts';

/**
 * Standard deviation of a normal distribution cut off at two standard deviations: a sample of it is divided by
 * this where the result is to have a standard deviation of one. Keras uses the same digits.
 */
export const truncatedDeviation = 0.87962566103423978;

/** One number of a normal distribution whose values beyond two standard deviations are drawn again. */
export function drawTruncatedNormal(random: RandomSource): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}
