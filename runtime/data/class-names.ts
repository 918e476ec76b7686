import { closestNames } from '../../compiler/diagnostics/closest-names.ts';
import type { GraphHead } from '../../compiler/graph/model-graph.ts';
import { DataError } from '../errors.ts';
import { quoted } from './quoted.ts';
import { toNumber } from '../../compiler/tables/cells.ts';
import {
  isStringData,
  positionText,
  toArrayData,
  type ArrayData,
  type StringData,
  type TensorLike,
} from './tensor-like.ts';

/** Messages name no more classes than can be read. */
const mostNames = 12;

/**
 * The targets of a head as its loss takes them, where the data may hold the names of its classes: numbers of classes,
 * or rows with a one for each. Numbers stay as they are.
 * @param first the number of the first sample in the data
 * @throws DataError that names a word which is no class, with its place
 */
export function namedTargets(
  value: TensorLike & { readonly source?: string },
  head: GraphHead,
  first = 0,
): TensorLike & { readonly source?: string } {
  const { classes, target, name } = head;
  if (!classes || !target) return value;
  const source = value.source ?? `\`${name}\``;
  const rowShape = target.shape.map((size) => (typeof size === 'number' ? size : undefined));
  const array = toArrayData(value, name, rowShape);
  if (!isStringData(array)) return value;
  const needsRows = head.loss?.declaration.wants === 'distribution' && target.dtype === 'float32';
  // Words that have the shape of rows already are numbers in a table of text.
  const isRows = needsRows && array.shape.length === target.shape.length + 1;
  const width = needsRows && !isRows ? classes.length : 1;
  const numbers = isRows
    ? numbersOf(array, source, first)
    : classNumbers(array, classes, head, source, first);
  return { ...(width === 1 ? numbers : oneHot(numbers, width)), source };
}

function classNumbers(
  { shape, data }: StringData,
  classes: readonly string[],
  { name }: GraphHead,
  source: string,
  first: number,
): ArrayData {
  const known = new Map(classes.map((word, index) => [word, index]));
  const numbers = new Float64Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const word = data[index];
    const place = () => positionText(index, shape, first);
    if (word === undefined) throw new DataError(`${source} has no class ${place()}.`, 'Leave the row out.');
    // Where data hold numbers of classes, these stand as text in a table.
    const number = known.get(word) ?? toNumber(word);
    if (Number.isNaN(number)) throw unknownClass(word, classes, name, [source, place()]);
    numbers[index] = number;
  }
  return { shape, data: numbers };
}

function numbersOf({ shape, data }: StringData, source: string, first: number): ArrayData {
  const numbers = Float64Array.from(data, (text, index) => {
    const number = toNumber(text);
    if (!Number.isNaN(number)) return number;
    throw new DataError(
      `${source} holds ${quoted(text ?? '')} ${positionText(index, shape, first)}, which is no number.`,
    );
  });
  return { shape, data: numbers };
}

/** What tells why a cell of a table is no class of a head: it is neither a name of one nor a number. */
export function classProblem(
  classes: readonly string[],
  head: string,
): (entry: string | number, place: () => string) => DataError | undefined {
  const known = new Set(classes);
  return (entry, place) => {
    const word = String(entry);
    if (known.has(word) || !Number.isNaN(toNumber(word))) return undefined;
    return unknownClass(word, classes, head, [place()]);
  };
}

/** The error for a word that is no class. */
function unknownClass(
  word: string,
  classes: readonly string[],
  head: string,
  [source, place]: readonly [source: string, place?: string],
): DataError {
  const names = classes.slice(0, mostNames).map((name) => quoted(name));
  const more = classes.length > mostNames ? ` and ${classes.length - mostNames} more` : '';
  const [closest] = closestNames(word, classes);
  return new DataError(
    `${source} holds ${quoted(word)}${place === undefined ? '' : ` ${place}`}, but the classes of head \`${head}\` are ${names.join(', ')}${more}.`,
    closest === undefined ? undefined : `Did you mean ${quoted(closest)}?`,
  );
}

function oneHot({ shape, data }: ArrayData, width: number): ArrayData {
  const rows = new Float32Array(data.length * width);
  data.forEach((number: number | bigint, index: number) => {
    const at = Number(number);
    if (at >= 0 && at < width) rows[index * width + at] = 1;
  });
  return { shape: [...shape, width], data: rows };
}
