/** What stands behind a number in an expectation, and what it multiplies it by. */
const units: Readonly<Record<string, number>> = {
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** The names of units. */
export const unitNames: readonly string[] = Object.keys(units);

/** What a unit multiplies a number by; undefined for what is none. */
export function unitFactor(name: string): number | undefined {
  return Object.hasOwn(units, name) ? units[name] : undefined;
}
