import {
  integer,
  noneByDefault,
  number,
  option,
  requiredNumber,
  string,
  type ArgumentType,
} from '../../declarations/declare.ts';

/** When a callback writes: after every epoch, or after so many steps. */
export const saveFrequency: ArgumentType = {
  kind: 'anyOf',
  of: [
    { kind: 'option', options: ['epoch'] },
    { kind: 'integer', minimum: 1 },
  ],
};

/** What callbacks that watch a logged value declare. */

export const monitor = string('val_loss', 'The logged value to watch.');

export const mode = option(
  ['auto', 'min', 'max'],
  'auto',
  'Whether lower or higher is better; `auto` wants losses to fall and asks a metric which way is its own.',
);

export const verbose = integer(0, '1 says when the callback acts, 0 does not.', { minimum: 0, maximum: 1 });

/** The least change that counts, with Keras's default for the callback. */
export const minDelta = (value: number) =>
  number(value, 'Smallest change that counts as better.', { minimum: 0 });

/** How long to wait, with Keras's default for the callback. */
export const patience = (value: number) =>
  integer(value, 'Epochs without improvement to wait for.', { minimum: 0 });

/** A bound on the watched value that may be left out. */
export const limit = (doc: string) => noneByDefault(requiredNumber(doc));
