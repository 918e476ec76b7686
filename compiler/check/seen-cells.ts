import { createCollector } from '../diagnostics/collector.ts';
import { checkData } from '../expand/data.ts';
import type { ExpansionContext, Frame } from '../expand/site.ts';
import { columnsFor } from '../tables/columns.ts';
import { lookAtData } from './data-look.ts';

/**
 * The cells of an input's columns, as far as the beginning of the model's data shows them; undefined where nothing is
 * seen. Says nothing of what is wrong there: whoever checks the data does.
 */
export function seenCells(
  context: ExpansionContext,
  frame: Frame,
  input: string,
): readonly unknown[] | undefined {
  const collector = createCollector();
  const silent: ExpansionContext = { ...context, collector, report: collector.report };
  const data = checkData(silent, frame);
  const head = data && lookAtData(silent, data).head;
  if (!data || !head) return undefined;
  const known = new Set(head.names);
  const columns = columnsFor(input, data.settings.columns[input], (column) => known.has(column));
  const places = columns.map((column) => head.names.indexOf(column));
  return head.rows.flatMap((cells) => places.map((place) => cells[place]));
}
