import { atomName, type Size } from './size.ts';

/** The keys of the variables and unknowns in a size, each once: what has to be known for `evaluateSize`. */
export function openSizes(size: Size, into: Set<string> = new Set()): Set<string> {
  if (typeof size === 'number') return into;
  for (const term of size.terms) {
    for (const atom of term.factors) {
      if (atom.kind === 'call') atom.args.forEach((argument) => openSizes(argument, into));
      else into.add(atomName(atom));
    }
  }
  return into;
}

/** The names of the variables in a size, each once. */
export function variablesOf(size: Size, into: Set<string> = new Set()): Set<string> {
  if (typeof size === 'number') return into;
  for (const term of size.terms) {
    for (const atom of term.factors) {
      if (atom.kind === 'variable') into.add(atom.name);
      else if (atom.kind === 'call') atom.args.forEach((argument) => variablesOf(argument, into));
    }
  }
  return into;
}

/** True where a `?` is part of the size. */
export function hasUnknown(size: Size): boolean {
  if (typeof size === 'number') return false;
  return size.terms.some((term) =>
    term.factors.some(
      (atom) => atom.kind === 'unknown' || (atom.kind === 'call' && atom.args.some(hasUnknown)),
    ),
  );
}
