/**
 * The columns of a table that an input or head takes: those that are declared for it, where the table has them all;
 * else the one of its own name, or `NAME_0`, `NAME_1`, … side by side, which may count from 1 as well. None where there
 * is no such column.
 */
export function columnsFor(
  name: string,
  declared: readonly string[] | undefined,
  has: (column: string) => boolean,
): readonly string[] {
  if (declared?.every(has)) return declared;
  if (has(name)) return [name];
  const columns: string[] = [];
  for (let number = has(`${name}_0`) ? 0 : 1; has(`${name}_${number}`); number++)
    columns.push(`${name}_${number}`);
  return columns;
}
