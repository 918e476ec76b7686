import { namesIn } from '../compiler/bind/meanings/declaration-names.ts';
import type { Occurrence } from '../compiler/bind/meanings/occurrence.ts';
import type { PartView } from './service.ts';

export type { BuiltInName, DeclaredName, Occurrence } from '../compiler/bind/meanings/occurrence.ts';

const known = new WeakMap<object, readonly Occurrence[]>();

/** Every name in a declaration, in the order of the text, with what it means. */
export function occurrencesIn(part: PartView): readonly Occurrence[] {
  const { state } = part;
  const kept = state && known.get(state);
  if (kept) return kept;
  const found = namesIn(part.module, part.declaration, state?.definition);
  if (state) known.set(state, found);
  return found;
}

/** The name at an offset of a part; of two that touch there, the second. */
export function occurrenceAt(part: PartView, offset: number): Occurrence | undefined {
  return occurrencesIn(part).findLast(
    ({ identifier: { span } }) => span.start <= offset && offset <= span.end && span.start < span.end,
  );
}
