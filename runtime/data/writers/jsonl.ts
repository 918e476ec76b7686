import type { HostTensor } from '../../engines/engine.ts';
import { rowsOf, shortestNumber, type ArraysToWrite } from './rows-to-write.ts';

/** One JSON object a row: what was kept, then the arrays by name. */
export function* jsonlPieces({ arrays, kept }: ArraysToWrite): Iterable<string> {
  const read: readonly (readonly [name: string, at: (row: number) => unknown])[] = [
    ...[...kept].map(([name, values]) => [name, (row: number) => values[row]] as const),
    ...Object.entries(arrays).map(([name, tensor]) => [name, rowReader(tensor)] as const),
  ];
  const rows = rowsOf({ arrays, kept });
  for (let row = 0; row < rows; row++)
    yield `${JSON.stringify(Object.fromEntries(read.map(([name, at]) => [name, at(row)])))}\n`;
}

function rowReader(tensor: HostTensor): (row: number) => unknown {
  const shape = tensor.shape.slice(1);
  const number = shortestNumber(tensor);
  const build = (axis: number, start: number): unknown => {
    if (axis === shape.length) return number(start);
    const width = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: shape[axis]! }, (_, index) => build(axis + 1, start + index * width));
  };
  const rowWidth = sizeOf(shape);
  return (row) => build(0, row * rowWidth);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
