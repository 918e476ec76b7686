import { shortest } from './attributes.ts';
import type { Value } from './values.ts';

/** The one number that a value holds everywhere. */
export function numberOf(value: Value): number | undefined {
  if (value.kind === 'fill') return shortest(value.value);
  return value.kind === 'constant' && value.data.length === 1 ? shortest(value.data[0]!) : undefined;
}
