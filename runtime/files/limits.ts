import { KmodelError } from '../errors.ts';

const gibibyte = 2 ** 30;

/** Options of everything that unpacks files. */
export interface UnpackLimits {
  /** How many bytes one file may become; 2 GiB by default. */
  readonly maxUnpacked?: number;
}

/** A few kilobytes can be packed so that they fill any memory: what kmodel unpacks of one file without being told more. */
export const defaultMaxUnpacked = 2 * gibibyte;

/**
 * Holds what a file would become against the limit, before it is unpacked.
 * @param size what it would become, in bytes; infinite where that is not known, and too much
 * @throws KmodelError that names the option which allows it
 */
export function refuseBomb(path: string, size: number, limits: UnpackLimits): void {
  const limit = limits.maxUnpacked ?? defaultMaxUnpacked;
  if (!(limit > 0))
    throw new KmodelError(`\`maxUnpacked\` is ${limit}: a number of bytes above 0 is needed.`);
  if (size <= limit) return;
  const found = Number.isFinite(size)
    ? `${gibibytes(size, Math.ceil)} GiB`
    : `more than ${gibibytes(limit, Math.floor)} GiB`;
  throw new KmodelError(
    `${path} would become ${found} in memory, and kmodel unpacks at most ${gibibytes(limit, Math.floor)} GiB of a file.`,
    Number.isFinite(size)
      ? `Where you trust it, allow it with \`--max-unpacked ${Math.ceil(size / gibibyte)}\` (\`maxUnpacked\` in TypeScript, in bytes).`
      : 'Where you trust it, allow more with `--max-unpacked GIB` (`maxUnpacked` in TypeScript, in bytes).',
  );
}

/** With one digit behind the point, rounded so that what is too much reads as more than the limit. */
function gibibytes(size: number, round: (value: number) => number): string {
  return String(round((size / gibibyte) * 10) / 10);
}
