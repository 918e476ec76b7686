import { permutation } from '../../random.ts';
import { DataError } from '../../errors.ts';
import { isStringData, type LoadedArray } from '../tensor-like.ts';
import type { Groups } from './groups.ts';

type Arrays = Readonly<Record<string, LoadedArray>>;

/** How rows are kept for validation. */
export interface SplitOptions {
  readonly share: number;
  /** Draws the rows; undefined where the last ones are taken. */
  readonly seed: number | undefined;
  /** Of each group, each part gets its share. */
  readonly groups?: Groups | undefined;
}

/** The numbers of rows in two parts, each in their order. */
export interface RowParts {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** The rows of arrays in two parts: those to train on, and those kept for validation. */
export function takeParts(
  arrays: Arrays,
  count: number,
  parts: RowParts,
): { readonly training: Arrays; readonly validation: Arrays } {
  const take = (rows: Uint32Array): Arrays =>
    Object.fromEntries(
      Object.entries(arrays).map(([name, array]) => [
        name,
        array.shape[0] === count ? takeRows(array, rows) : array,
      ]),
    );
  return { training: take(parts.training), validation: take(parts.validation) };
}

/**
 * Which of so many rows are trained on, and which are kept for validation.
 * @throws DataError where a part would have no rows
 */
export function splitRows(count: number, options: SplitOptions): RowParts {
  const kept = validationRows(count, options);
  const amount = kept.reduce((sum, isKept) => sum + isKept, 0);
  if (amount === 0 || amount === count) throw emptyPart(count, amount, options);
  const validation = new Uint32Array(amount);
  const training = new Uint32Array(count - amount);
  let [nextValidation, nextTraining] = [0, 0];
  for (let row = 0; row < count; row++)
    if (kept[row] === 1) validation[nextValidation++] = row;
    else training[nextTraining++] = row;
  return { training, validation };
}

/** Why rows cannot be parted: there are none, or one part gets all of them. */
function emptyPart(count: number, kept: number, { share, groups }: SplitOptions): DataError {
  if (count === 0)
    return new DataError('The data has no samples.', 'Give at least two: one to validate with.');
  const rows = `${count} ${count === 1 ? 'row' : 'rows'}`;
  const leaves = `A validation share of ${share} leaves none of ${rows}`;
  if (kept > 0) {
    const help = count === 1 ? 'Give more rows.' : 'Give more rows, or a smaller share.';
    return new DataError(`${leaves} for training.`, help);
  }
  // The last row of a class is always trained on, however large the share is.
  const isLast = groups !== undefined && groups.sizes.every((size) => size === 1);
  return new DataError(
    `${leaves} for validation.`,
    isLast
      ? 'Each class has one row, which is trained on: give more rows.'
      : 'Give more rows, or a larger share.',
  );
}

/** 1 for each row that is kept for validation. */
function validationRows(count: number, { share, seed, groups }: SplitOptions): Uint8Array {
  const kept = new Uint8Array(count);
  if (seed === undefined) return kept.fill(1, Math.floor(count * (1 - share)));
  const order = permutation(count, seed, validationStream);
  if (!groups || groups.of.length !== count) {
    for (const row of order.subarray(0, count - Math.floor(count * (1 - share)))) kept[row] = 1;
    return kept;
  }
  const left = sharesOfGroups(groups, order, share);
  for (const row of order) {
    const group = groups.of[row]!;
    if (left[group]! <= 0) continue;
    left[group]!--;
    kept[row] = 1;
  }
  return kept;
}

/** How many rows of each group are kept. */
function sharesOfGroups({ of, sizes }: Groups, order: Uint32Array, share: number): number[] {
  const inOrder = new Set<number>();
  for (const row of order) {
    if (inOrder.size === sizes.length) break;
    inOrder.add(of[row]!);
  }
  const shares = sizes.map(() => 0);
  // What is rounded off in one group is made up for in the next, so that the whole share is right.
  let owed = 0;
  for (const group of [...inOrder].sort((a, b) => sizes[b]! - sizes[a]!)) {
    owed += sizes[group]! * share;
    const taken = Math.min(sizes[group]! - 1, Math.round(owed));
    owed -= taken;
    shares[group] = taken;
  }
  return shares;
}

/** No epoch has this number: the order that draws the validation is that of none of them. */
const validationStream = -1;

function takeRows(array: LoadedArray, rows: Uint32Array): LoadedArray {
  const width = array.shape.slice(1).reduce((product, size) => product * size, 1);
  const shape = [rows.length, ...array.shape.slice(1)];
  const { source } = array;
  if (isStringData(array)) {
    const { data } = array;
    const taken = Array.from(
      { length: rows.length * width },
      (_, index) => data[rows[Math.floor(index / width)]! * width + (index % width)],
    );
    return { shape, data: taken, source };
  }
  const data = takeNumbers(array.data, rows, width);
  return array.missing
    ? { shape, data, missing: takeNumbers(array.missing, rows, width), source }
    : { shape, data, source };
}

function takeNumbers<A extends Exclude<LoadedArray['data'], readonly unknown[]>>(
  data: A,
  rows: Uint32Array,
  width: number,
): A {
  const taken = new (data.constructor as new (length: number) => A)(rows.length * width);
  rows.forEach((row, index) =>
    (taken as Float64Array).set(
      (data as Float64Array).subarray(row * width, (row + 1) * width),
      index * width,
    ),
  );
  return taken;
}
