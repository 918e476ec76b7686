import type { HostFunction, KernelInstruction } from '../plan-builder.ts';

/** Rows and columns of the tile whose sums stay in registers. */
const tile = 4;
/** Entries along the summed axis that are taken at a time, so that what is packed of them stays in the cache. */
const depth = 256;

const packedRows = new Float64Array(tile * depth);
let packedColumns = new Float64Array(0);
let sums = new Float64Array(0);

/**
 * Batches of matrix products in JavaScript: both operands are packed, as doubles, in the order in which tiles of four
 * by four results read them. Three to four times as fast as the loops of the plain backend, and as those that the
 * wasm backend falls back to for several matrices.
 */
export function multiplyMatrices({ inputs, outputs, attributes }: KernelInstruction): HostFunction {
  const [a, b] = inputs.map(({ shape }) => shape) as [readonly number[], readonly number[]];
  const [batch, rows, columns] = outputs[0]!.shape as [number, number, number];
  const transposeA = attributes.transposeA as boolean;
  const transposeB = attributes.transposeB as boolean;
  const inner = a[transposeA ? 1 : 2]!;
  const [rowStep, rowInner] = transposeA ? [1, rows] : [inner, 1];
  const [columnStep, columnInner] = transposeB ? [inner, 1] : [1, columns];
  const sizeA = a[1]! * a[2]!;
  const sizeB = b[1]! * b[2]!;
  return ([result], [left, right]) => {
    reserve(rows, columns);
    const [target, x, y] = [result as Float32Array, left as Float32Array, right as Float32Array];
    for (let matrix = 0; matrix < batch; matrix++) {
      sums.fill(0, 0, rounded(rows) * rounded(columns));
      for (let start = 0; start < inner; start += depth) {
        const length = Math.min(depth, inner - start);
        const fromB = matrix * sizeB + start * columnInner;
        for (let column = 0; column < columns; column += tile) {
          pack(
            packedColumns,
            column * length,
            y,
            fromB + column * columnStep,
            columnStep,
            columnInner,
            columns - column,
            length,
          );
        }
        for (let row = 0; row < rows; row += tile) {
          pack(
            packedRows,
            0,
            x,
            matrix * sizeA + start * rowInner + row * rowStep,
            rowStep,
            rowInner,
            rows - row,
            length,
          );
          for (let column = 0; column < columns; column += tile) {
            addTile(
              packedRows,
              packedColumns,
              column * length,
              length,
              sums,
              row * rounded(columns) + column,
              rounded(columns),
            );
          }
        }
      }
      unpack(target, matrix * rows * columns, rows, columns);
    }
  };
}

function rounded(size: number): number {
  return Math.ceil(size / tile) * tile;
}

function reserve(rows: number, columns: number): void {
  if (packedColumns.length < rounded(columns) * depth)
    packedColumns = new Float64Array(rounded(columns) * depth);
  if (sums.length < rounded(rows) * rounded(columns))
    sums = new Float64Array(rounded(rows) * rounded(columns));
}

/** Four lines side by side; those beyond the matrix are zeros. */
function pack(
  target: Float64Array,
  to: number,
  source: Float32Array,
  from: number,
  step: number,
  along: number,
  left: number,
  length: number,
): void {
  if (left >= tile) {
    for (let at = 0; at < length; at++, to += tile, from += along) {
      target[to] = source[from]!;
      target[to + 1] = source[from + step]!;
      target[to + 2] = source[from + 2 * step]!;
      target[to + 3] = source[from + 3 * step]!;
    }
    return;
  }
  for (let at = 0; at < length; at++, to += tile, from += along) {
    for (let line = 0; line < tile; line++) target[to + line] = line < left ? source[from + line * step]! : 0;
  }
}

/** Adds the products of four rows and four columns. */
function addTile(
  a: Float64Array,
  b: Float64Array,
  startB: number,
  length: number,
  c: Float64Array,
  startC: number,
  stride: number,
): void {
  let c00 = 0,
    c01 = 0,
    c02 = 0,
    c03 = 0;
  let c10 = 0,
    c11 = 0,
    c12 = 0,
    c13 = 0;
  let c20 = 0,
    c21 = 0,
    c22 = 0,
    c23 = 0;
  let c30 = 0,
    c31 = 0,
    c32 = 0,
    c33 = 0;
  for (let at = 0, i = 0, j = startB; at < length; at++, i += 4, j += 4) {
    const b0 = b[j]!,
      b1 = b[j + 1]!,
      b2 = b[j + 2]!,
      b3 = b[j + 3]!;
    const a0 = a[i]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = a[i + 1]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = a[i + 2]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = a[i + 3]!;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  addRow(c, startC, c00, c01, c02, c03);
  addRow(c, startC + stride, c10, c11, c12, c13);
  addRow(c, startC + 2 * stride, c20, c21, c22, c23);
  addRow(c, startC + 3 * stride, c30, c31, c32, c33);
}

function addRow(
  c: Float64Array,
  at: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): void {
  c[at]! += first;
  c[at + 1]! += second;
  c[at + 2]! += third;
  c[at + 3]! += fourth;
}

function unpack(target: Float32Array, to: number, rows: number, columns: number): void {
  const stride = rounded(columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) target[to++] = sums[row * stride + column]!;
  }
}
