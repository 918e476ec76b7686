/**
 * Something that the user can mend: bad data, weights of another model, a folder that cannot be written.
 * The message is for the user as it stands; every other error that escapes is a bug in kmodel.
 */
export class KmodelError extends Error {
  override readonly name: string = 'KmodelError';
  /** An edit or a command that helps, in a sentence. */
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}

/** Data that does not fit the model. */
export class DataError extends KmodelError {
  override readonly name = 'DataError';
}

/** A training that cannot go on. */
export class TrainingError extends KmodelError {
  override readonly name = 'TrainingError';
}

/** Weights that do not fit the model, or files of weights that cannot be read or written. */
export class WeightsError extends KmodelError {
  override readonly name = 'WeightsError';
}
