/** A number with so many digits that tell, and as a power of ten where it is very small or large. */
export function shortNumber(value: number, digits = 4): string {
  const isLong = value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6);
  return isLong ? value.toExponential(digits - 2) : String(Number(value.toPrecision(digits)));
}

/** A share from 0 to 1 as `96.67 %`. */
export function percent(share: number, digits = 4): string {
  return `${Number((100 * share).toPrecision(digits))} %`;
}
