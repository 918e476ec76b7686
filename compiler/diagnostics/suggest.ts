import type { Fix } from './diagnostic.ts';
import { closestNames, uniqueNames } from './closest-names.ts';
import type { Place } from './place.ts';

export { closestNames, editDistance } from './closest-names.ts';

/** `a`, `b` or `c`, each in backquotes. */
export function quotedList(names: readonly string[], conjunction: 'or' | 'and'): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length <= 1) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} ${conjunction} ${quoted.at(-1)!}`;
}

const mostListed = 9;

/**
 * What to say after an unknown name: the closest names, else all of them where they are few.
 * @param names searched much faster the second time; it may not change
 * @param they how the sentence that lists all begins: "It takes"
 * @param beside a few more names
 */
export function suggestionFor(
  word: string,
  names: readonly string[],
  they: string,
  beside: readonly string[] = [],
): { readonly text: string | undefined; readonly closest: readonly string[] } {
  const closest = closestNames(word, names, beside);
  if (closest.length > 0) return { text: `Did you mean ${quotedList(closest, 'or')}?`, closest };
  const unique = [...new Set([...beside, ...uniqueNames(names).slice(0, mostListed + 1)])];
  if (unique.length > 0 && unique.length <= mostListed) {
    return { text: `${they} ${quotedList(unique, 'and')}.`, closest };
  }
  return { text: undefined, closest };
}

/** One fix for each suggested name. */
export function replacementFixes(place: Place, names: readonly string[]): readonly Fix[] {
  return names.map((name) => replacementFix(place, name));
}

/** The fix that puts `text` at a place. */
export function replacementFix(place: Place, text: string, title = `Change to \`${text}\``): Fix {
  return { title, edits: [{ place, newText: text }] };
}
