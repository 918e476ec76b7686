/**
 * The generator of `randomUniform`: the position spread over 32 bits, the key added, and a mixing function;
 * the upper 24 bits are the fraction.
 */
export function uniformBits(key: number, position: number): number {
  const spread = fold(Math.imul(position, 0x9e3779b9) >>> 0, 15);
  const keyed = (Math.imul(spread, 0x2c1b3c6d) + key) >>> 0;
  const first = Math.imul(fold(keyed, 16), 0x7feb352d) >>> 0;
  const second = Math.imul(fold(first, 15), 0x846ca68b) >>> 0;
  return (fold(second, 16) >>> 8) * 2 ** -24;
}

function fold(x: number, by: number): number {
  return (x ^ (x >>> by)) >>> 0;
}
