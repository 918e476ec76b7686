import type { HostEntries } from '../../../declarations/adaptation.ts';
import type { Size } from '../../../shapes/size.ts';
import type { TensorType } from '../../../shapes/types.ts';

/** How numbers of categories come out, by Keras's names. */
export type OutputMode = 'int' | 'one_hot' | 'multi_hot' | 'count' | 'tf_idf';

/**
 * What an encoding gives for a shape of category numbers: `one_hot` one vector for each number, where the last axis
 * holds more than one; the others one vector for all numbers of the last axis.
 */
export function encodedType(mode: OutputMode, shape: readonly Size[], size: Size): TensorType {
  if (mode === 'int') return { dtype: 'int32', shape };
  const kept = mode === 'one_hot' && shape.at(-1) !== 1 ? shape : shape.slice(0, -1);
  return { dtype: 'float32', shape: [...kept, size] };
}

/**
 * Category numbers as an encoding. Numbers below 0 stand for nothing.
 * @param shape with the batch axis
 * @param weights of the categories, for `tf_idf`
 */
export function encode(
  numbers: Int32Array,
  shape: readonly number[],
  mode: OutputMode,
  size: number,
  weights?: Float32Array,
): HostEntries {
  if (mode === 'int') return { shape, data: numbers };
  const [, ...sample] = shape;
  const apart = mode === 'one_hot' && sample.at(-1) !== 1;
  const width = apart || sample.length === 0 ? 1 : sample.at(-1)!;
  const rows = width === 0 ? shape.slice(0, -1).reduce((a, b) => a * b, 1) : numbers.length / width;
  const data = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++)
    addRow(data, row * size, numbers.subarray(row * width, (row + 1) * width), mode, size, weights);
  const lead = apart || sample.length === 0 ? shape : shape.slice(0, -1);
  return { shape: [...lead, size], data };
}

/** Puts the vector of one row of category numbers at its place. */
export function addRow(
  data: Float32Array,
  start: number,
  numbers: ArrayLike<number>,
  mode: OutputMode,
  size: number,
  weights?: Float32Array,
): void {
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index]!;
    if (number < 0 || number >= size) continue;
    const counts = mode === 'count' || mode === 'tf_idf';
    data[start + number] = counts ? data[start + number]! + 1 : 1;
  }
  if (mode !== 'tf_idf') return;
  for (let number = 0; number < size; number++) data[start + number]! *= weights?.[number] ?? 0;
}
