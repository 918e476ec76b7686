import type { ColumnView } from '../../../compiler/tables/profile.ts';
import type { TableView } from '../tables/profile-table.ts';
import { DataError } from '../../errors.ts';
import type { ColumnRelations } from './relations.ts';

/** Words in more different values than this are no categories. */
const mostCategories = 100;
/** A category occurs, on average, at least so often. */
const leastOften = 5;
/** Values of so many words are texts. */
const wordsOfText = 4;
/** Whole numbers from 0 up to here, without a gap, are the numbers of classes. */
const mostNumberedClasses = 20;

/** What becomes of a column that is no target. */
export type InputRole =
  | { readonly kind: 'number'; readonly column: ColumnView; readonly date: boolean }
  | { readonly kind: 'category'; readonly column: ColumnView }
  | { readonly kind: 'text'; readonly column: ColumnView }
  | { readonly kind: 'leftOut'; readonly column: ColumnView; readonly reason: string };

/** What is predicted of a target. */
export type TargetRole =
  | { readonly kind: 'classes'; readonly column: ColumnView }
  | { readonly kind: 'numbered'; readonly column: ColumnView; readonly count: number }
  | { readonly kind: 'yesOrNo'; readonly column: ColumnView }
  | { readonly kind: 'number'; readonly column: ColumnView };

/** What a model does with a column that is none of its targets. */
export function inputRole(column: ColumnView, { rows }: TableView, found: ColumnRelations): InputRole {
  const leftOut = (reason: string): InputRole => ({ kind: 'leftOut', column, reason });
  const { type, distinct, missing } = column;
  if (distinct === 0) return leftOut('it is empty');
  if (distinct === 1 && missing === 0) return leftOut('it is the same in every row');
  if (found.repeats !== undefined && !isId(column, rows))
    return leftOut(`it repeats the target \`${found.repeats}\``);
  if (type !== 'string')
    return isId(column, rows) ? leftOut('it numbers the rows') : { kind: 'number', column, date: false };
  if (found.dates) return { kind: 'number', column, date: true };
  if (distinct <= mostCategories && distinct * leastOften <= rows) return { kind: 'category', column };
  if (found.words >= wordsOfText) return { kind: 'text', column };
  return leftOut(
    distinct === rows - missing
      ? 'each row has a name of its own in it, as an id does'
      : `it has ${distinct} different words in ${rows} rows`,
  );
}

/** True for whole numbers that count the rows. */
function isId({ type, distinct, min, max, missing }: ColumnView, rows: number): boolean {
  return type === 'int' && rows > 1 && missing === 0 && distinct === rows && max! - min! === rows - 1;
}

/**
 * What a model predicts of a column.
 * @throws DataError for a column that cannot be a target
 */
export function targetRole(column: ColumnView, { rows }: TableView): TargetRole {
  const { name, type, distinct, missing, min, max } = column;
  if (missing > 0) {
    throw new DataError(
      `\`${name}\` has no value in ${missing} of ${rows} rows, and a target needs one in each.`,
      'Take these rows out of the table first.',
    );
  }
  if (distinct < 2) throw new DataError(`\`${name}\` is the same in every row: there is nothing to learn.`);
  if (type === 'bool') return { kind: 'yesOrNo', column };
  if (type === 'string') {
    if (distinct > mostCategories || distinct === rows) {
      throw new DataError(
        `\`${name}\` has ${distinct} different words in ${rows} rows, which are too many for classes.`,
        'Choose another column as the target.',
      );
    }
    return { kind: 'classes', column };
  }
  const isCounted = type === 'int' && min === 0 && max === distinct - 1 && distinct <= mostNumberedClasses;
  if (isCounted)
    return distinct === 2 ? { kind: 'yesOrNo', column } : { kind: 'numbered', column, count: distinct };
  return { kind: 'number', column };
}
