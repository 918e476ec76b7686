import { withImages } from '../images/with-images.ts';
import type { Search } from '../readers/found.ts';
import { withDates } from './dates.ts';
import type { Table } from './open-table.ts';

/** The same table with what its cells stand for: numbers for dates, pixels for the paths of images. */
export function withCells(table: Table, search: Search): Table {
  return withImages(withDates(table, search), search);
}
