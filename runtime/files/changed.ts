import type { Stats } from 'node:fs';
import { KmodelError } from '../errors.ts';

/**
 * Half of what was read would be older than the other half.
 * @throws KmodelError where a file was written to between two looks at it
 */
export function refuseChanged(path: string, before: Stats, after: Stats): void {
  if (after.size === before.size && after.mtimeMs === before.mtimeMs) return;
  throw new KmodelError(
    `${path} was written to while it was read.`,
    'Wait until it is whole, or read a copy of it.',
  );
}
