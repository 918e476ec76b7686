const mostCharacters = 42;

/** A value as a message shows it: strings in quotes, its beginning alone where it is long. */
export function quoted(value: unknown): string {
  const shown = JSON.stringify(value);
  return shown.length > mostCharacters ? `${[...shown].slice(0, mostCharacters - 1).join('')}…` : shown;
}
