import { permutation } from '../../random.ts';
import { DataError } from '../../errors.ts';
import { isStringData, type LoadedArray } from '../tensor-like.ts';

type Arrays = Readonly<Record<string, LoadedArray>>;

/** How rows are kept for validation. */
export interface SplitOptions {
  readonly share: number;
  /** Draws the rows; undefined where the last ones are taken. */
  readonly seed: number | undefined;
  /** Labels, one a row, of which each part gets its share. */
  readonly labels?: LoadedArray | undefined;
}

/**
 * The rows of arrays in two parts: those to train on, and those kept for validation. Either part has its rows in
 * their order.
 * @throws DataError where a part would have no rows
 */
export function splitRows(
  arrays: Arrays,
  options: SplitOptions,
): { readonly training: Arrays; readonly validation: Arrays } {
  const count = Object.values(arrays)[0]?.shape[0] ?? 0;
  const kept = validationRows(count, options);
  const amount = kept.reduce((sum, isKept) => sum + isKept, 0);
  if (amount === 0 || amount === count) {
    throw new DataError(
      `A validation share of ${options.share} leaves ${count - amount} of ${count} rows for training.`,
    );
  }
  const rowsWhere = (flag: number) => Uint32Array.from({ length: flag === 1 ? amount : count - amount });
  const validation = rowsWhere(1);
  const training = rowsWhere(0);
  let [nextValidation, nextTraining] = [0, 0];
  for (let row = 0; row < count; row++)
    if (kept[row] === 1) validation[nextValidation++] = row;
    else training[nextTraining++] = row;
  const take = (rows: Uint32Array): Arrays =>
    Object.fromEntries(
      Object.entries(arrays).map(([name, array]) => [
        name,
        array.shape[0] === count ? takeRows(array, rows) : array,
      ]),
    );
  return { training: take(training), validation: take(validation) };
}

/** 1 for each row that is kept for validation. */
function validationRows(count: number, { share, seed, labels }: SplitOptions): Uint8Array {
  const kept = new Uint8Array(count);
  if (seed === undefined) return kept.fill(1, Math.floor(count * (1 - share)));
  const order = permutation(count, seed, validationStream);
  if (!labels || labels.data.length !== count) {
    for (const row of order.subarray(0, count - Math.floor(count * (1 - share)))) kept[row] = 1;
    return kept;
  }
  const groups = new Map<unknown, number[]>();
  for (const row of order) {
    const label = isStringData(labels) ? labels.data[row] : Number(labels.data[row]);
    const group = groups.get(label);
    if (group) group.push(row);
    else groups.set(label, [row]);
  }
  // What is rounded off in one group is made up for in the next, so that the whole share is right.
  let owed = 0;
  for (const rows of [...groups.values()].sort((a, b) => b.length - a.length)) {
    owed += rows.length * share;
    const taken = Math.min(rows.length - 1, Math.round(owed));
    owed -= taken;
    for (const row of rows.slice(0, taken)) kept[row] = 1;
  }
  return kept;
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
