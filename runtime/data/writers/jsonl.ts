import type { HostTensor } from '../../engines/engine.ts';
import type { NamedClasses } from '../../../compiler/graph/named-classes.ts';
import { chosenWords, numbersOfChoice } from '../class-words.ts';
import { rowsOf, shortestNumber, type ArraysToWrite } from './rows-to-write.ts';

/** One JSON object a row: what was kept, then the arrays by name. */
export function* jsonlPieces({ arrays, kept, classes }: ArraysToWrite): Iterable<string> {
  const read: readonly (readonly [name: string, at: (row: number) => unknown])[] = [
    ...[...kept].map(([name, values]) => [name, (row: number) => values[row]] as const),
    ...Object.entries(arrays).flatMap(([name, tensor]) => readers(name, tensor, classes?.get(name))),
  ];
  const rows = rowsOf({ arrays, kept });
  for (let row = 0; row < rows; row++)
    yield `${JSON.stringify(Object.fromEntries(read.map(([name, at]) => [name, at(row)])))}\n`;
}

type RowReader = (row: number) => unknown;

/** An array under its name; of classes with names, their words, and the number of each where there is one choice. */
function readers(
  name: string,
  tensor: HostTensor,
  named: NamedClasses | undefined,
): readonly (readonly [name: string, read: RowReader])[] {
  if (!named) return [[name, rowReader(tensor.shape.slice(1), shortestNumber(tensor))]];
  const width = numbersOfChoice(named);
  const places = width === 1 && tensor.shape.at(-1) !== 1 ? tensor.shape.slice(1) : tensor.shape.slice(1, -1);
  const words = rowReader(places, (index) => chosenWords(named, tensor, index * width, width));
  if (places.length > 0) return [[name, words]];
  const number = shortestNumber(tensor);
  const numbers = width === 1 ? named.words.slice(1) : named.words;
  return [
    [name, words],
    ...numbers.map(
      (word, index) => [`${name}_${word}`, (row: number) => number(row * width + index)] as const,
    ),
  ];
}

function rowReader(shape: readonly number[], value: (index: number) => unknown): RowReader {
  const build = (axis: number, start: number): unknown => {
    if (axis === shape.length) return value(start);
    const width = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: shape[axis]! }, (_, index) => build(axis + 1, start + index * width));
  };
  const rowWidth = sizeOf(shape);
  return (row) => build(0, row * rowWidth);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
