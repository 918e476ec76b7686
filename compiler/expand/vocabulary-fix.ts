import type { CallExpression } from '../../grammar/ast.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { isEmptyCell, toNumber } from '../tables/cells.ts';
import type { FlowTensor } from './flow.ts';
import { setArgumentFix } from './set-argument-fix.ts';
import type { Site } from './site.ts';

/** A vocabulary of more words is better learned than written down. */
const mostWords = 100;

/** For a lookup of unknown size right behind an input: its vocabulary, out of the data that the model declares. */
export function vocabularyFixes(
  site: Site,
  call: CallExpression,
  declaration: LayerDeclaration,
  [input]: readonly FlowTensor[],
): readonly Fix[] {
  const { context, frame } = site;
  const tokens = { StringLookup: 'strings', IntegerLookup: 'integers' }[declaration.name];
  if (!input) return [];
  const isInput = frame.definition.inputs.some(({ member }) => member.name.text === input.label);
  if (!tokens || !isInput || frame.uses.length > 0) return [];
  const seen = context.seenCells?.(context, frame, input.label) ?? [];
  const cells = seen.filter((cell) => !isEmptyCell(cell));
  const words =
    tokens === 'strings'
      ? [...new Set(cells.map(String))].sort()
      : [...new Set(cells.map(toNumber))].sort(byValue);
  if (words.length === 0 || words.length > mostWords || !words.every(isToken)) return [];
  const text = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const title = `Add the ${words.length} ${tokens === 'strings' ? 'words' : 'numbers'} of \`${input.label}\` in the data as \`vocabulary\``;
  return setArgumentFix(site, call, declaration, { argument: 'vocabulary', text }, title);
}

function byValue(left: number, right: number): number {
  return left - right;
}

function isToken(word: string | number): boolean {
  return typeof word === 'string' || Number.isInteger(word);
}
