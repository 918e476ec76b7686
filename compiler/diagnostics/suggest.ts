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
 * @param fits whether a name can be meant: the others are not said
 */
export function suggestionFor(
  word: string,
  names: readonly string[],
  they: string,
  beside: readonly string[] = [],
  fits: (name: string) => boolean = () => true,
): { readonly text: string | undefined; readonly closest: readonly string[] } {
  const closest = closestNames(word, names, beside, fits);
  if (closest.length > 0) return { text: `Did you mean ${quotedList(closest, 'or')}?`, closest };
  const all = uniqueNames(names);
  // Of many names too many are left.
  if (all.length > 2 * mostListed) return { text: undefined, closest };
  const unique = [...new Set([...beside, ...all])].filter(fits);
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
