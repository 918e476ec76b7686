/**
 * Optimal string alignment distance: a swap of neighbours counts one. The case of letters counts nothing, but that a
 * word differs in case alone counts half: it is nearer than any other slip.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (a.toLowerCase() === b.toLowerCase()) return 0.5;
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

/** Of more names than this, only those one slip away are looked for, which takes no longer the more there are. */
const manyNames = 200;

/** More names that lie one slip away are not compared. */
const mostCompared = 50;

/** A list of names that was searched before. */
interface SearchedNames {
  readonly unique: readonly string[];
  /** Of many names: the names that a shape stands for (see `shapesOf`). */
  readonly byShape: ReadonlyMap<string, readonly string[]> | undefined;
}

const searched = new WeakMap<readonly string[], SearchedNames>();

/**
 * The names closest to a word, best first, at most three; one slip away leaves out those further off.
 * @param names searched much faster the second time; it may not change
 * @param beside a few more names
 * @param fits is asked about those that are close, the closest first; the others are left out
 */
export function closestNames(
  word: string,
  names: readonly string[],
  beside: readonly string[] = [],
  fits: (name: string) => boolean = () => true,
): readonly string[] {
  if (word.length > longestWord) return [];
  const { unique, byShape } = prepare(names);
  const limit = byShape ? 1 : Math.floor(word.length * 0.4) + 1;
  const candidates = byShape ? oneSlipAway(word, byShape) : unique;
  const scored: { name: string; distance: number }[] = [];
  for (const name of new Set([...candidates, ...beside])) {
    if (name === word) continue;
    const distance = editDistance(word, name, limit);
    if (distance <= limit && distance < Math.max(name.length, word.length)) scored.push({ name, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  let furthest = limit;
  for (const { name, distance } of scored) {
    if (found.length === 3 || distance > furthest) break;
    if (!fits(name)) continue;
    if (found.length === 0 && distance <= 1) furthest = distance < 1 ? distance : 1;
    found.push(name);
  }
  return found;
}

/** Every name of a list once. A list that is searched again is not looked through again: it may not change. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  return prepare(names).unique;
}

function prepare(names: readonly string[]): SearchedNames {
  let found = searched.get(names);
  if (!found) {
    const unique = [...new Set(names)];
    found = { unique, byShape: unique.length > manyNames ? shapesIn(unique) : undefined };
    searched.set(names, found);
  }
  return found;
}

/**
 * A word without regard to case, and with each of its letters left out: two words one slip apart (a letter more, less
 * or another one, or two neighbours swapped) have a shape in common.
 */
function shapesOf(word: string): Set<string> {
  const lower = word.toLowerCase();
  const shapes = new Set([lower]);
  for (let index = 0; index < lower.length; index++)
    shapes.add(lower.slice(0, index) + lower.slice(index + 1));
  return shapes;
}

function shapesIn(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byShape = new Map<string, string[]>();
  for (const name of names) {
    if (name.length > longestWord) continue;
    for (const shape of shapesOf(name)) {
      const same = byShape.get(shape);
      if (same) same.push(name);
      else byShape.set(shape, [name]);
    }
  }
  return byShape;
}

function oneSlipAway(word: string, byShape: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const shape of shapesOf(word)) {
    for (const name of byShape.get(shape) ?? []) {
      if (found.size >= mostCompared) return found;
      found.add(name);
    }
  }
  return found;
}

/** Gathers names of an owner once: the same list each time, which `closestNames` then knows. */
export function gatheredOnce<Owner extends object>(
  gather: (owner: Owner) => readonly string[],
): (owner: Owner) => readonly string[] {
  const known = new WeakMap<Owner, readonly string[]>();
  return (owner) => {
    let names = known.get(owner);
    if (!names) known.set(owner, (names = gather(owner)));
    return names;
  };
}
