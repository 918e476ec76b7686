/** Rows of a table that were read together. */
export interface RowChunk {
  /** The cells of each row, in the order of the columns. */
  readonly rows: readonly (readonly unknown[])[];
  /** Where each row begins: a line of a text, or the number of the row, from 1. */
  readonly lines: readonly number[];
}
