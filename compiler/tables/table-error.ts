/** What is wrong with a table: a sentence that names its source, and what helps. */
export class TableError extends Error {
  override readonly name = 'TableError';
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}
