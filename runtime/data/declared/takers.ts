import { ownValue } from '../../../compiler/names/own-value.ts';
import type { ModelGraph } from '../../../compiler/graph/model-graph.ts';
import { columnsFor } from '../../../compiler/tables/columns.ts';

/** What of a model takes each column of a table, in words; columns that nothing reads are left out. */
export function takersOf(
  { inputs, heads, data }: ModelGraph,
  names: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const known = new Set(names);
  const takers = new Map<string, string[]>();
  const add = (name: string, taker: string): void => {
    for (const column of columnsFor(name, ownValue(data?.columns ?? {}, name), (each) => known.has(each)))
      takers.set(column, [...(takers.get(column) ?? []), taker]);
  };
  for (const { name } of inputs) add(name, `input ${name}`);
  for (const { name, loss, target } of heads) {
    if (!loss || !target) continue;
    add(name, `head ${name}`);
    add(`${name}_weight`, `weights of ${name}`);
  }
  if (data?.weights) add(data.weights, 'weights');
  return takers;
}
