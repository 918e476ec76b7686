import type { Range } from 'vscode-languageserver';
import { positionAt } from '../../grammar/index.ts';
import { occurrencesIn, type Occurrence } from '../names.ts';
import { partsOf, type FileView } from '../service.ts';
import type { Session } from '../session.ts';

/** What names are, beyond what highlighting by patterns can tell. */
export const semanticTokensLegend = {
  tokenTypes: [
    'class',
    'namespace',
    'variable',
    'parameter',
    'property',
    'enumMember',
    'type',
    'function',
    'typeParameter',
  ],
  tokenModifiers: ['declaration', 'readonly', 'static', 'defaultLibrary'],
};

const [classType, namespace, variable, parameter, property, enumMember, type, functionType, typeParameter] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;
const [declaration, readonly, shared, defaultLibrary] = [1, 2, 4, 8] as const;

/** The names of a document, or of a range of it, as the protocol packs them: five numbers each. */
export function semanticTokens(session: Session, path: string, range?: Range): number[] {
  const view = session.service.view(path);
  if (!view) return [];
  const data: number[] = [];
  let [lastLine, lastCharacter] = [0, 0];
  const from = range ? session.positions.offset(view.source, range.start) : 0;
  const to = range ? session.positions.offset(view.source, range.end) : Infinity;
  for (const { start, end, token } of tokensOf(view)) {
    if (end < from || start > to) continue;
    const { line, character } = session.positions.position(view.source, start);
    // A token lies within a line, so its length is a difference of characters.
    const length = session.positions.position(view.source, end).character - character;
    data.push(line - lastLine, line === lastLine ? character - lastCharacter : character, length, ...token);
    [lastLine, lastCharacter] = [line, character];
  }
  return data;
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly token: readonly [type: number, modifiers: number];
}

function tokensOf(view: FileView): readonly Token[] {
  const tokens: Token[] = [];
  for (const part of partsOf(view)) {
    for (const occurrence of occurrencesIn(part)) {
      const token = classify(occurrence);
      const { start, end } = occurrence.identifier.span;
      if (token) tokens.push({ start: start + part.start, end: end + part.start, token });
    }
  }
  // A misplaced declaration lies within another one.
  tokens.sort((a, b) => a.start - b.start);
  return tokens.filter(
    (token, index) =>
      (index === 0 || token.start >= tokens[index - 1]!.end) &&
      positionAt(view.source, token.start).line === positionAt(view.source, token.end).line,
  );
}

function classify({ declared, builtIn, declares }: Occurrence): Token['token'] | undefined {
  const own = declares ? declaration : 0;
  switch (declared?.kind) {
    case 'const':
      return [variable, own | readonly];
    case 'block':
    case 'layer':
      return [classType, own];
    case 'component':
      return [functionType, own];
    case 'model':
      return [namespace, own];
    case 'parameter':
    case 'loop':
      return [parameter, own];
    case 'size':
      return [typeParameter, own];
    case 'shared':
      return [variable, own | shared];
    case 'input':
    case 'branch':
    case 'head':
    case 'weight':
    case 'objective':
    case 'step':
      return [variable, own];
    case undefined:
      break;
  }
  switch (builtIn?.kind) {
    case 'layer':
      return [classType, defaultLibrary];
    case 'component':
      return [/^\p{Lu}/u.test(builtIn.component.name) ? classType : functionType, defaultLibrary];
    case 'argument':
      return [property, 0];
    case 'option':
      return [enumMember, defaultLibrary];
    case 'dtype':
    case 'type':
      return [type, defaultLibrary];
    case 'function':
    case 'tensorFunction':
      return [functionType, defaultLibrary];
    case undefined:
      return undefined;
  }
}

/** What turns one list of tokens into another: the middle that differs. */
export function tokenEdits(
  before: readonly number[],
  after: readonly number[],
): readonly { readonly start: number; readonly deleteCount: number; readonly data: number[] }[] {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same])
    same++;
  const deleteCount = before.length - start - same;
  const data = after.slice(start, after.length - same);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
