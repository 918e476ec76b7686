import type { FitOptions } from '../runtime/fit.ts';
import { UsageError } from './exit-codes.ts';

/**
 * The weights of classes as the command line gives them.
 * @param given each a class by its name or number, `=` and a number
 * @throws UsageError for anything else
 */
export function classWeights(given: readonly string[]): Pick<FitOptions, 'classWeight'> {
  if (given.length === 0) return {};
  const entries = given.map((text) => {
    const at = text.lastIndexOf('=');
    const written = text.slice(at + 1).trim();
    const weight = Number(written);
    if (at > 0 && written !== '' && weight >= 0 && Number.isFinite(weight))
      return [text.slice(0, at), weight] as const;
    throw new UsageError(`\`--class-weight ${text}\` needs a class, \`=\` and a number, as \`spam=3\`.`);
  });
  return { classWeight: Object.fromEntries(entries) };
}
