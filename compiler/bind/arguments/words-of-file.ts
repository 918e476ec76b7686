import type { Fix } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';
import { replacementFix } from '../../diagnostics/suggest.ts';
import { isInside } from '../host.ts';
import type { Value } from '../values.ts';
import type { ValueSite } from './value-site.ts';

/** A longer list does not belong into a text. */
const mostWords = 10_000;

/**
 * For the path of a file of words, one a line, where Keras takes one for a vocabulary: the words in its place, in a
 * list. Undefined for all else, and for a file that is outside the workspace, missing, empty or too long.
 */
export function wordsOfFileFix(
  { context: { host }, environment, name }: ValueSite,
  value: Value,
  place: Place,
): Fix | undefined {
  if (name !== 'vocabulary' || value.kind !== 'string') return undefined;
  const { origin } = environment.module;
  const path = host.resolve(origin, value.value);
  const text = isInside(host.workspaceRoot(origin), path) ? host.read(path) : undefined;
  const lines = text?.replace(/^\ufeff/, '').split(/\r?\n/) ?? [];
  const words = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  if (words.length === 0 || words.length > mostWords) return undefined;
  const list = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  return replacementFix(place, list, `Write the ${words.length} words of \`${value.value}\` here`);
}
