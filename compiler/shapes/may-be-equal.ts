import { sizeBounds, subtractSizes, type Size } from './size.ts';
import { greatestCommonDivisor } from './whole-numbers.ts';

/** False only where no values of the variables make the two equal. */
export function mayBeEqual(a: Size, b: Size): boolean {
  const difference = subtractSizes(a, b);
  if (typeof difference === 'number') return difference === 0;
  const { low, high } = sizeBounds(difference);
  if (low > 0 || high < 0) return false;
  const divisor = difference.terms.reduce(
    (common, term) => greatestCommonDivisor(common, term.coefficient),
    0,
  );
  return difference.constant % divisor === 0;
}
