import { TableProfile, type ColumnView } from '../../compiler/tables/profile.ts';
import type { TableHead } from '../../compiler/tables/table-head.ts';
import type { Node } from '../../grammar/index.ts';
import type { PartView } from '../service.ts';

const profiles = new WeakMap<TableHead, readonly ColumnView[]>();

/** The columns of a model's data, as far as its beginning tells; none where nothing was looked at. */
export function columnsOf(part: PartView | undefined): readonly ColumnView[] {
  const head = part?.state?.model?.look?.head;
  if (!head) return [];
  let known = profiles.get(head);
  if (!known) {
    const profile = new TableProfile(head.names, head.word === 'key');
    profile.add(head);
    known = profile.finish();
    profiles.set(head, known);
  }
  return known;
}

/** What a column holds, on one line: `float, 32.1 to 59.6, 2 missing`. */
export function columnText({ type, min, max, missing, distinct, frequent }: ColumnView): string {
  const range =
    min !== null && type !== 'bool'
      ? `${shortNumber(min)} to ${shortNumber(max!)}`
      : distinct <= 8
        ? frequent.map(({ value }) => String(value)).join(', ')
        : `${distinct} values`;
  const gaps = missing > 0 ? [`${missing} missing`] : [];
  return [type, range, ...gaps].filter((part) => part !== '').join(', ');
}

/** The Markdown of a string that names a column of the data, or the data itself; undefined for other strings. */
export function dataText(part: PartView, around: readonly Node[]): string | undefined {
  const node = around.at(-1);
  const entry = around.find((each) => each.kind === 'Entry');
  if (node?.kind !== 'String' || entry?.kind !== 'Entry' || !around.some(({ kind }) => kind === 'Data'))
    return undefined;
  const look = part.state?.model?.look;
  if (!look) return undefined;
  if (entry.name.key === 'source') {
    if (look.head)
      return `${look.head.names.length} columns; the first ${look.head.rows.length} rows were looked at.`;
    return `The data was not looked at: ${look.unseen}.`;
  }
  const column = columnsOf(part).find(({ name }) => name === node.value);
  return (
    column &&
    `The column \`${column.name}\`: ${columnText(column)} in the first ${look.head!.rows.length} rows.`
  );
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
