import { vocabularyAdvice, type RefusedEntries } from '../graph/refused-entries.ts';
import { commaAdvice, dateAdvice, isEmptyCell, isMissingNumber, toNumber } from '../tables/cells.ts';

/** What a cell of an input or head must be. */
export type CellRule =
  | { readonly kind: 'anything' }
  | { readonly kind: 'words'; readonly gaps: boolean; readonly refused?: RefusedEntries | undefined }
  | {
      readonly kind: 'labels';
      readonly classes: readonly string[];
    }
  | {
      readonly kind: 'numbers';
      /** True where cells may be empty. */
      readonly gaps: boolean;
      /** True where only whole numbers fit. */
      readonly whole: boolean;
      readonly low: number;
      readonly high: number;
      /** A number that is allowed besides. */
      readonly except: number | undefined;
      /** What it takes, behind its name. */
      readonly wanted: string;
      /** What helps where words stand. */
      readonly help: string | undefined;
    };

/** Why a cell does not fit. */
export type CellProblem =
  | { readonly kind: 'gap'; readonly wanted: string; readonly help: string | undefined }
  | {
      readonly kind: 'value';
      readonly shown: string;
      readonly wanted: string;
      readonly help: string | undefined;
    };

const longest = 40;

/** Why a cell does not fit a rule; undefined where it does. Lists, which only reading them as arrays can tell, fit. */
export function cellProblem(cell: unknown, rule: CellRule, decimal: '.' | ','): CellProblem | undefined {
  if (rule.kind === 'anything' || isList(cell)) return undefined;
  if (rule.kind === 'words') return wordProblem(cell, rule.gaps, rule.refused);
  if (rule.kind === 'labels') return labelProblem(cell, rule.classes);
  if (isMissingNumber(cell))
    return rule.gaps ? undefined : rule.help === undefined ? inputGap('median') : headGap();
  const number = toNumber(decimal === ',' && typeof cell === 'string' ? cell.replace(',', '.') : cell);
  const fits =
    number === rule.except ||
    (number >= rule.low && number <= rule.high && (!rule.whole || Number.isInteger(number)));
  if (fits) return undefined;
  const help = Number.isNaN(number) ? (commaAdvice(cell) ?? dateAdvice(cell) ?? rule.help) : undefined;
  return { kind: 'value', shown: shownCell(cell), wanted: rule.wanted, help };
}

function wordProblem(
  cell: unknown,
  gaps: boolean,
  refused: RefusedEntries | undefined,
): CellProblem | undefined {
  if (isEmptyCell(cell)) return gaps ? undefined : inputGap('most_frequent');
  if (typeof cell !== 'string' || !refused?.refuses(cell)) return undefined;
  return {
    kind: 'value',
    shown: shownCell(cell),
    wanted: `takes the words that \`${refused.layer}\` has`,
    help: vocabularyAdvice,
  };
}

function labelProblem(cell: unknown, classes: readonly string[]): CellProblem | undefined {
  if (isEmptyCell(cell))
    return { kind: 'gap', wanted: 'needs one in every row', help: 'Drop rows without a label.' };
  if (classes.includes(String(cell))) return undefined;
  const number = typeof cell === 'boolean' ? Number(cell) : toNumber(cell);
  if (Number.isInteger(number) && number >= 0 && number < classes.length) return undefined;
  return {
    kind: 'value',
    shown: shownCell(cell),
    wanted: 'has no class of that name',
    help: `Its classes are ${classes
      .slice(0, 8)
      .map((name) => JSON.stringify(name))
      .join(', ')}${classes.length > 8 ? ' …' : ''}.`,
  };
}

/** @param rule what may stand there instead, of numbers or of words */
function inputGap(rule: 'median' | 'most_frequent'): CellProblem {
  return {
    kind: 'gap',
    wanted: 'does not say what a missing one becomes',
    help: `Say \`{ missing: ${rule} }\` behind the input, or drop such rows.`,
  };
}

function headGap(): CellProblem {
  return { kind: 'gap', wanted: 'needs one in every row', help: 'Drop rows without one.' };
}

function isList(cell: unknown): boolean {
  return Array.isArray(cell) || (typeof cell === 'string' && cell.trimStart().startsWith('['));
}

function shownCell(cell: unknown): string {
  const text = JSON.stringify(cell) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
