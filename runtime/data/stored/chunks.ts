import { sliceArray } from '../readers/row-source.ts';
import type { DataChunk } from './data-chunks.ts';

export function rowsOfChunk({ arrays, kept }: DataChunk): number {
  const [array] = arrays.values();
  const [values] = kept.values();
  return array?.shape[0] ?? values?.length ?? 0;
}

/** The rows of a piece from `start` to before `end`. */
export function sliceChunk(chunk: DataChunk, start: number, end: number): DataChunk {
  if (start === 0 && end === rowsOfChunk(chunk)) return chunk;
  return {
    arrays: new Map([...chunk.arrays].map(([name, array]) => [name, sliceArray(array, start, end)])),
    kept: new Map([...chunk.kept].map(([name, values]) => [name, values.slice(start, end)])),
  };
}

/** The greatest power of two that is at most `count`, and at least 1: batches, which mostly are one, fill such pieces. */
export function wholePower(count: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, count)));
}
