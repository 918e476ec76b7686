import type { InputDeclaration } from '../../grammar/ast.ts';
import type { CheckContext } from '../bind/context.ts';
import type { Environment } from '../bind/environment.ts';
import { placeIn } from '../bind/module.ts';
import { inputSettings, missingStatistics, resolveSettings } from '../bind/settings.ts';
import { closestNames } from '../diagnostics/closest-names.ts';
import { quotedList, replacementFixes } from '../diagnostics/suggest.ts';
import type { MissingRule } from '../graph/model-graph.ts';
import { isFloat, type ElementType } from '../shapes/types.ts';

/** What the settings of a model's input say of missing entries; reports what does not go with its dtype. */
export function readMissingRule(
  context: CheckContext,
  environment: Environment,
  { name, settings }: InputDeclaration,
  dtype: ElementType,
): MissingRule | undefined {
  const owner = `input \`${name.text}\``;
  const { values, spans } = resolveSettings(context, environment, settings, inputSettings, owner);
  const { missing } = values;
  if (missing === null) return undefined;
  const entry = settings!.entries.find((each) => each.kind === 'Entry' && each.name.key === 'missing');
  // A word in quotes is a value of an input of strings, whatever it is called.
  const isQuoted = entry?.kind === 'Entry' && entry.value.kind === 'String';
  const statistic = missingStatistics.find((each) => each === missing);
  const problem =
    dtype === 'string' && (isQuoted || !statistic)
      ? typeof missing === 'string' && isQuoted
        ? undefined
        : 'a string in quotes, or `most_frequent`'
      : problemOf(missing, statistic, dtype);
  if (problem === undefined)
    return statistic && !(dtype === 'string' && isQuoted)
      ? { kind: statistic }
      : { kind: 'value', value: missing };
  const place = placeIn(environment.module, spans.get('missing')!);
  const closest =
    typeof missing === 'string' && !isQuoted && !statistic ? closestNames(missing, missingStatistics) : [];
  const shown = typeof missing === 'string' ? `\`${missing}\`` : String(missing);
  const message = `\`missing\` of ${owner}, which holds ${dtype}, takes ${problem}, but here is ${shown}.`;
  context.report('KM2004', 'given', { message }, place, {
    suggestion: closest.length > 0 ? `Did you mean ${quotedList(closest, 'or')}?` : undefined,
    fixes: replacementFixes(place, closest),
  });
  return undefined;
}

/** What would be right instead, in words; undefined where the rule goes with the dtype. */
function problemOf(
  missing: string | number,
  statistic: MissingRule['kind'] | undefined,
  dtype: ElementType,
): string | undefined {
  if (dtype === 'string') return statistic === 'most_frequent' ? undefined : 'a string, or `most_frequent`';
  if (isFloat(dtype))
    return statistic || typeof missing === 'number'
      ? undefined
      : 'a number, `mean`, `median` or `most_frequent`';
  const isWhole = typeof missing === 'number' && Number.isInteger(missing);
  const fits =
    statistic === 'most_frequent' ||
    (isWhole &&
      (dtype !== 'bool' || missing === 0 || missing === 1) &&
      (dtype !== 'uint8' || (missing >= 0 && missing <= 255)));
  if (fits) return undefined;
  if (dtype === 'bool') return '0, 1 or `most_frequent`';
  return `a whole number${dtype === 'uint8' ? ' from 0 to 255' : ''}, or \`most_frequent\``;
}
