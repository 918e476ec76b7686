import { TableError } from './table-error.ts';

export type Separator = ',' | '\t' | ';' | '|';

const names: ReadonlyMap<Separator, string> = new Map([
  [',', 'commas'],
  ['\t', 'tabs'],
  [';', 'semicolons'],
  ['|', 'bars'],
]);

/**
 * What stands between the columns of a `.csv` file: of commas, semicolons, tabs and bars, that which the header has
 * most of, outside quotes. A comma, where it has none of them.
 */
export function separatorOf(header: string): Separator {
  const plain = header.replaceAll(/"[^"]*"?/g, '');
  let best: Separator = ',';
  let most = 0;
  for (const separator of names.keys()) {
    const count = plain.split(separator).length - 1;
    if (count > most) [best, most] = [separator, count];
  }
  return best;
}

/**
 * Refuses a `.tsv` file whose header has no tab but another separator.
 * @throws TableError that names both
 */
export function refuseOtherSeparator(header: readonly string[], path: string): void {
  const [only] = header;
  if (header.length !== 1 || only === undefined) return;
  const found = [...names].find(([separator]) => separator !== '\t' && only.includes(separator));
  if (!found) return;
  throw new TableError(
    `${path} has ${found[1]} between its columns, where tabs are needed.`,
    'Let its name end in `.csv`.',
  );
}
