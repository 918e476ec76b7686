import type { Ops } from '../../../ops/ops.ts';
import type { Tensor } from '../../../ops/types.ts';

/** π in two parts: multiples of the first, which has few bits, are exact. */
const [highPi, lowPi] = [3.140625, Math.PI - 3.140625];

/** Taylor's coefficients of the sine, from the eleventh power down to the third: enough for float32 within ±π / 2. */
const coefficients = [-39_916_800, 362_880, -5_040, 120, -6].map((factorial) => 1 / factorial);

/**
 * The sine to within a few units of float32: WGSL asks of a GPU's own no more than an error below 2⁻¹¹.
 * sin(x) = (−1)ᵏ · sin(x − kπ), with k the nearest whole number to x / π.
 */
export function preciseSine(ops: Ops, x: Tensor): Tensor {
  const k = ops.round(ops.divide(x, Math.PI));
  return alternate(ops, k, polynomial(ops, reduced(ops, x, k)));
}

/** The cosine, likewise: cos(x) = sin(x + π / 2), reduced before the half is added, which keeps it exact. */
export function preciseCosine(ops: Ops, x: Tensor): Tensor {
  const k = ops.round(ops.subtract(ops.divide(x, Math.PI), 0.5));
  // x − (k + ½)π lies within ±π / 2, and cos(x) = −(−1)ᵏ · sin of it.
  const rest = reduced(ops, x, ops.add(k, 0.5));
  return ops.negate(alternate(ops, k, polynomial(ops, rest)));
}

function reduced(ops: Ops, x: Tensor, k: Tensor): Tensor {
  return ops.subtract(ops.subtract(x, ops.multiply(k, highPi)), ops.multiply(k, lowPi));
}

function polynomial(ops: Ops, x: Tensor): Tensor {
  const square = ops.multiply(x, x);
  const [highest, ...rest] = coefficients as [number, ...number[]];
  let factor = ops.multiply(square, highest);
  for (const coefficient of rest) factor = ops.multiply(square, ops.add(factor, coefficient));
  return ops.add(x, ops.multiply(x, factor));
}

/** `value` where k is even, −`value` where it is odd. */
function alternate(ops: Ops, k: Tensor, value: Tensor): Tensor {
  const half = ops.multiply(k, 0.5);
  const isOdd = ops.multiply(2, ops.subtract(half, ops.floor(half)));
  return ops.multiply(value, ops.subtract(1, ops.multiply(2, isOdd)));
}
