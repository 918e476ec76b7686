import { isEmptyCell } from '../../../compiler/tables/cells.ts';
import type { Table } from '../tables/open-table.ts';

/** What only all rows together tell of a column. */
export interface ColumnRelations {
  /** Words in a value, on average. */
  readonly words: number;
  /** True where every value is a date such as `2024-01-31`. */
  readonly dates: boolean;
  /** The target of which each value occurs with one value alone, and the other way round. */
  readonly repeats: string | undefined;
}

const dateText = /^\s*\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d{2}\S*)?\s*$/;

/** More different values are not held against those of a target. */
const mostPairs = 10_000;

/** Looks at all rows of a table for what columns have to do with its targets. */
export async function relationsOf(
  table: Table,
  targets: readonly string[],
): Promise<ReadonlyMap<string, ColumnRelations>> {
  const places = targets.map((target) => table.names.indexOf(target));
  const counters = table.names.map(() => ({
    words: 0,
    values: 0,
    dates: true,
    pairs: targets.map(() => new Pairs()),
  }));
  for await (const { rows } of table.chunks)
    for (const cells of rows)
      for (const [column, counter] of counters.entries()) {
        const cell = cells[column];
        if (isEmptyCell(cell)) continue;
        const text = String(cell);
        counter.values++;
        counter.words += text.trim().split(/\s+/).length;
        counter.dates &&= dateText.test(text);
        places.forEach((place, target) => counter.pairs[target]!.add(text, String(cells[place])));
      }
  return new Map(
    table.names.map((name, column) => {
      const { words, values, dates, pairs } = counters[column]!;
      const repeats = targets.find((target, index) => target !== name && pairs[index]!.areOneToOne);
      return [name, { words: values > 0 ? words / values : 0, dates: dates && values > 0, repeats }];
    }),
  );
}

/** Whether two columns say the same in other words. */
class Pairs {
  readonly #there = new Map<string, string>();
  readonly #back = new Map<string, string>();
  #fails = false;
  #equal = true;
  #rows = 0;

  add(value: string, target: string): void {
    this.#equal &&= value === target;
    if (this.#fails) return;
    this.#rows++;
    const known = this.#there.get(value) ?? target;
    const before = this.#back.get(target) ?? value;
    this.#fails = known !== target || before !== value || this.#there.size > mostPairs;
    if (this.#fails) {
      this.#there.clear();
      this.#back.clear();
      return;
    }
    this.#there.set(value, target);
    this.#back.set(target, value);
  }

  /**
   * Several values, each with one of the other side, in so many rows that it is no chance; or the same values, however
   * many.
   */
  get areOneToOne(): boolean {
    if (this.#equal) return true;
    return !this.#fails && this.#there.size > 1 && this.#rows >= 2 * this.#there.size;
  }
}
