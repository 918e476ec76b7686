import type { Fix } from './diagnostic.ts';
import type { Place } from './place.ts';

/** Optimal string alignment distance: a swap of neighbours counts one, a change of case alone counts one. */
export function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (a.toLowerCase() === b.toLowerCase()) return 1;
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const x = a.toLowerCase();
  const y = b.toLowerCase();
  let beforeLast: number[] = [];
  let last = Array.from({ length: y.length + 1 }, (_, index) => index);
  for (let i = 1; i <= x.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= y.length; j++) {
      const substitution = last[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1);
      let cell = Math.min(last[j]! + 1, row[j - 1]! + 1, substitution);
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) {
        cell = Math.min(cell, beforeLast[j - 2]! + 1);
      }
      row.push(cell);
      smallest = Math.min(smallest, cell);
    }
    if (smallest > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[y.length]!;
}

const longestWord = 100;
/** With more names than this, only those of about the same length and beginning are compared in full. */
const manyNames = 200;

function looksAlike(name: string, word: string): boolean {
  return Math.abs(name.length - word.length) <= 2 && name[0]?.toLowerCase() === word[0]?.toLowerCase();
}

/** The names closest to a word, best first, at most three; one slip away leaves out those further off. */
export function closestNames(word: string, names: Iterable<string>): readonly string[] {
  if (word.length > longestWord) return [];
  const limit = Math.floor(word.length * 0.4) + 1;
  const unique = new Set(names);
  const isLikely = unique.size > manyNames ? (name: string) => looksAlike(name, word) : () => true;
  const scored: { name: string; distance: number }[] = [];
  for (const name of unique) {
    if (!isLikely(name)) continue;
    if (name === word) continue;
    const distance = editDistance(word, name, limit);
    if (distance <= limit && distance < Math.max(name.length, word.length)) scored.push({ name, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const best = scored[0]?.distance ?? 0;
  const near = best <= 1 ? scored.filter((entry) => entry.distance <= 1) : scored;
  return near.slice(0, 3).map((entry) => entry.name);
}

/** `a`, `b` or `c`, each in backquotes. */
export function quotedList(names: readonly string[], conjunction: 'or' | 'and'): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length <= 1) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} ${conjunction} ${quoted.at(-1)!}`;
}

const mostListed = 8;

/**
 * What to say after an unknown name: the closest names, else all of them where they are few.
 * @param they how the sentence that lists all begins: "It takes"
 */
export function suggestionFor(
  word: string,
  names: readonly string[],
  they: string,
): { readonly text: string | undefined; readonly closest: readonly string[] } {
  const closest = closestNames(word, names);
  if (closest.length > 0) return { text: `Did you mean ${quotedList(closest, 'or')}?`, closest };
  const unique = [...new Set(names)];
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
