import { quotedList } from '../diagnostics/suggest.ts';

/** A table as messages call it, with its columns. */
export interface NamedColumns {
  readonly path: string;
  readonly names: readonly string[];
}

/** So many columns are named at most. */
const mostNamed = 5;

/** In a sentence, how the columns of a table differ from those of the first one; undefined where they are the same. */
export function otherColumns(first: NamedColumns, other: NamedColumns): string | undefined {
  const missing = first.names.filter((name) => !other.names.includes(name));
  const extra = other.names.filter((name) => !first.names.includes(name));
  if (missing.length + extra.length === 0) return undefined;
  const lacks = missing.length > 0 ? `lacks ${quotedList(missing.slice(0, mostNamed), 'and')}` : '';
  const has = extra.length > 0 ? `has ${quotedList(extra.slice(0, mostNamed), 'and')} besides` : '';
  const differs = [lacks, has].filter((part) => part !== '').join(' and ');
  return `${other.path} has other columns than ${first.path}: it ${differs}.`;
}
