import { closestNames } from '../compiler/diagnostics/closest-names.ts';
import { KmodelError } from './errors.ts';
import { isRecord, kindOf } from './kind-of.ts';

/** Keras's batch size for `evaluate` and `predict`. */
export const defaultBatchSize = 32;

/** Options of programs come unchecked where they are not written in TypeScript: one wrong number must not pass. */

/** @throws KmodelError for anything but a whole number of at least `minimum`; undefined passes */
export function requireWholeNumber(name: string, value: unknown, minimum: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= minimum)) return;
  throw new KmodelError(`\`${name}\` is ${kindOf(value)}: a whole number of ${minimum} or more is needed.`);
}

/** @throws KmodelError for anything but a number from 0 to less than 1; undefined passes */
export function requireShare(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value < 1)) return;
  throw new KmodelError(`\`${name}\` is ${kindOf(value)}: a number from 0 to less than 1 is needed.`);
}

/**
 * Refuses options that a call does not have: `sample_weight` for `sampleWeight` would pass in silence.
 * @throws KmodelError with the name that was meant; also where options are no object
 */
export function requireKnownOptions<Options extends object>(
  call: string,
  options: Options,
  known: Readonly<Record<keyof Options, true>>,
): void {
  requireOptions(call, options);
  const names = Object.keys(known);
  const wrong = Object.keys(options).find((name) => !names.includes(name));
  if (wrong === undefined) return;
  const [closest] = closestNames(wrong, names);
  throw new KmodelError(
    `\`${call}\` has no option \`${wrong}\`.`,
    closest === undefined
      ? `Its options are ${names.map((name) => `\`${name}\``).join(', ')}.`
      : `Did you mean \`${closest}\`?`,
  );
}

/** @throws KmodelError for options that are no object, such as `null` or the batch size alone */
export function requireOptions(call: string, options: unknown): void {
  if (!isRecord(options))
    throw new KmodelError(`\`${call}\` takes its options as an object, and was given ${kindOf(options)}.`);
}
