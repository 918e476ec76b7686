/** What the process ends with; scripts rely on it. */
export const ExitCode = {
  done: 0,
  /** The model, the data or the run has errors, and they were printed. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  interrupted: 130,
} as const;

/** A command line that cannot be meant: a missing choice, a value that does not parse. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}
