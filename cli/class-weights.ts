import type { ModelGraph } from '../compiler/index.ts';
import type { FitOptions } from '../runtime/fit.ts';
import { UsageError } from './exit-codes.ts';

/**
 * The weights of classes as the command line gives them.
 * @param given each a class by its name or number, `=` and a number; before it, with `:`, the head where there are
 * several
 * @throws UsageError for anything else
 */
export function classWeights(
  given: readonly string[],
  { heads }: ModelGraph,
): Pick<FitOptions, 'classWeight'> {
  if (given.length === 0) return {};
  const names = heads.filter(({ loss }) => loss).map(({ name }) => name);
  const byHead: Record<string, Record<string, number>> = {};
  for (const text of given) {
    const { key, weight } = parsed(text);
    requireOneClass(text, key, heads);
    const head =
      names.find((name) => key.startsWith(`${name}:`)) ?? (names.length === 1 ? names[0]! : undefined);
    if (head === undefined)
      throw new UsageError(
        `\`--class-weight ${text}\` does not say of which head the class is.`,
        `Write, for example, \`--class-weight ${names[0] ?? 'HEAD'}:${text}\`.`,
      );
    const own = (byHead[head] ??= {});
    own[key.startsWith(`${head}:`) ? key.slice(head.length + 1) : key] = weight;
  }
  return { classWeight: byHead };
}

function parsed(text: string): { readonly key: string; readonly weight: number } {
  const at = text.lastIndexOf('=');
  const written = text.slice(at + 1).trim();
  const weight = Number(written);
  if (at > 0 && written !== '' && weight >= 0 && Number.isFinite(weight))
    return { key: text.slice(0, at), weight };
  throw new UsageError(`\`--class-weight ${text}\` needs a class, \`=\` and a number, as \`spam=3\`.`);
}

/** `a=2,b=1` would be the weight of a class `a=2,b`. */
function requireOneClass(text: string, key: string, heads: ModelGraph['heads']): void {
  const each = text.split(',').map((part) => part.trim());
  if (each.length === 1 || !each.every((part) => part.includes('='))) return;
  const names = heads.flatMap(({ name, classes = [] }) =>
    classes.flatMap((label) => [label, `${name}:${label}`]),
  );
  if (names.includes(key)) return;
  throw new UsageError(
    `\`--class-weight ${text}\` weighs several classes at once, and takes one.`,
    `Give it once for each: ${each.map((part) => `\`--class-weight ${part}\``).join(' ')}.`,
  );
}
