import { placeIn } from '../bind/module.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';
import { isEmptyCell, toNumber } from '../tables/cells.ts';

/**
 * For labels that are words where a head has as many classes: their names, out of the data. Labels are sorted by
 * Unicode, as a model that is written for a table has them.
 */
export function classesFixes(cells: readonly unknown[], head: CheckedHead | undefined): readonly Fix[] {
  const { settings } = head?.defined.member ?? {};
  if (!head || !settings || head.classes) return [];
  const words = [...new Set(cells.filter((cell) => !isEmptyCell(cell)).map(String))].sort();
  if (words.length !== classCount(head) || words.every((word) => !Number.isNaN(toNumber(word)))) return [];
  const { module } = head.defined;
  const list = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const at = settings.span.start + 1;
  const comma = settings.entries.length > 0 ? ',' : '';
  return [
    replacementFix(
      placeIn(module, { start: at, end: at }),
      ` classes: ${list}${comma}`,
      `Add \`classes: ${list}\``,
    ),
  ];
}

/** How many names the classes of a head have; undefined where it is no classifier. */
function classCount({ loss, tensor }: CheckedHead): number | undefined {
  const wants = loss?.declaration.wants;
  const last = tensor?.type?.shape.at(-1);
  if (wants === 'probabilities' && (last === 1 || last === undefined)) return 2;
  return (wants === 'distribution' || wants === 'probabilities') && typeof last === 'number'
    ? last
    : undefined;
}
