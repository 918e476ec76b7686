import { kindOf } from '../kind-of.ts';

const mostCharacters = 42;

/** A value as a message shows it: strings in quotes, its beginning alone where it is long. */
export function quoted(value: unknown): string {
  const shown = typeof value === 'bigint' ? `${value}n` : (textOf(value) ?? kindOf(value));
  return shown.length > mostCharacters ? `${[...shown].slice(0, mostCharacters - 1).join('')}…` : shown;
}

/** A value as JSON; undefined for what JSON does not have, such as functions, and what it cannot write. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
