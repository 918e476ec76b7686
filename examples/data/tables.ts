/** An example that learns from a table which lies beside it, in `examples/tables`. */
export interface TableExample {
  /** The model file's name without its ending. */
  readonly name: string;
  readonly summary: string;
  /** The file of its data. */
  readonly table: string;
}

export const tableExamples: readonly TableExample[] = [
  { name: 'birds', summary: 'Species of birds, from a table with words and gaps.', table: 'birds.csv' },
  { name: 'messages', summary: 'Spam, from texts of a tab-separated file.', table: 'messages.tsv' },
  {
    name: 'homes',
    summary: 'Prices, from a table with dates, decimal commas and towns.',
    table: 'homes.csv',
  },
];
