import { SymbolKind, type DocumentSymbol, type WorkspaceSymbol } from 'vscode-languageserver';
import type { Identifier, Member, Span, TopLevelDeclaration } from '../../grammar/index.ts';
import { tensorNamed } from '../flows.ts';
import { declaredTypeText } from '../../compiler/shapes/types.ts';
import { partsOf, type PartView } from '../service.ts';
import { rangeIn, uriFor, type Session } from '../session.ts';

/** The outline of a document: declarations, and what they declare. */
export function documentSymbols(session: Session, path: string): readonly DocumentSymbol[] {
  const view = session.service.view(path);
  return view ? partsOf(view).flatMap((part) => declarationSymbol(session, part)) : [];
}

function declarationSymbol(session: Session, part: PartView): readonly DocumentSymbol[] {
  const { declaration } = part;
  if (declaration.kind === 'Import' || declaration.name.text === '') return [];
  const symbol = createSymbol(session, part, kinds[declaration.kind], declaration.name, declaration.span);
  if (declaration.kind === 'Const') return [symbol];
  const children = declaration.members.flatMap((member) => memberSymbols(session, part, member));
  return [{ ...symbol, children }];
}

const kinds: Readonly<Record<Exclude<TopLevelDeclaration['kind'], 'Import'> | Member['kind'], SymbolKind>> = {
  Const: SymbolKind.Constant,
  Block: SymbolKind.Class,
  Model: SymbolKind.Module,
  Layer: SymbolKind.Class,
  Component: SymbolKind.Function,
  Input: SymbolKind.Interface,
  Branch: SymbolKind.Variable,
  Shared: SymbolKind.Object,
  Head: SymbolKind.Event,
  Return: SymbolKind.Event,
  Train: SymbolKind.Property,
  Data: SymbolKind.Property,
  Weight: SymbolKind.Field,
  Update: SymbolKind.Event,
  Objective: SymbolKind.Event,
  Expect: SymbolKind.Property,
};

function memberSymbols(session: Session, part: PartView, member: Member): readonly DocumentSymbol[] {
  const kind = kinds[member.kind];
  if (isNameless(member)) {
    const { start } = member.span;
    const text = member.kind.toLowerCase();
    const name = { kind: 'Identifier', text, key: text, span: { start, end: start + text.length } } as const;
    return [createSymbol(session, part, kind, name, member.span)];
  }
  return namesDeclaredBy(member)
    .filter(({ text }) => text !== '')
    .map((name) => {
      const type = tensorNamed(part, name.key)?.type;
      const symbol = createSymbol(session, part, kind, name, member.span);
      return type ? { ...symbol, detail: declaredTypeText(type) } : symbol;
    });
}

type NamelessMember = Extract<Member, { kind: 'Return' | 'Train' | 'Data' | 'Update' | 'Expect' }>;

/** Whether a member declares no name: it is called by its keyword. */
function isNameless(member: Member): member is NamelessMember {
  return ['Return', 'Train', 'Data', 'Update', 'Expect'].includes(member.kind);
}

/** The names that a member declares, without those that were not written. */
export function namesDeclaredBy(member: Exclude<Member, NamelessMember>): readonly Identifier[] {
  if (member.kind !== 'Branch') return [member.name];
  const { target } = member;
  if (target.kind === 'Identifier') return [target];
  return target.kind === 'ListPattern' ? target.names : target.entries.map(({ name }) => name);
}

function createSymbol(
  session: Session,
  part: PartView,
  kind: SymbolKind,
  name: Identifier,
  span: Span,
): DocumentSymbol {
  const selectionRange = rangeIn(session, part, name.span);
  // A declaration that is broken off may end before its name does.
  const range = rangeIn(session, part, { start: span.start, end: Math.max(span.end, name.span.end) });
  return { name: name.text, kind, range, selectionRange };
}

const mostSymbols = 500;

/** Blocks, models, constants, inputs and heads of the workspace whose names have the letters of a query in order. */
export function workspaceSymbols(session: Session, query: string): readonly WorkspaceSymbol[] {
  const found: WorkspaceSymbol[] = [];
  for (const path of session.service.files) {
    const file = session.service.parse(path);
    if (!file) continue;
    const uri = uriFor(session, path);
    for (const { part, start } of file.parted.parts) {
      const { declaration } = part;
      if (!declaration || declaration.kind === 'Import') continue;
      const add = (name: Identifier, kind: SymbolKind, containerName?: string): void => {
        if (found.length >= mostSymbols || name.text === '' || !matches(name.text, query)) return;
        const span = { start: name.span.start + start, end: name.span.end + start };
        const range = session.positions.range(file.source, span);
        found.push({
          name: name.text,
          kind,
          location: { uri, range },
          ...(containerName ? { containerName } : {}),
        });
      };
      add(declaration.name, kinds[declaration.kind]);
      if (declaration.kind === 'Const') continue;
      for (const member of declaration.members) {
        if (isNameless(member)) continue;
        for (const name of namesDeclaredBy(member)) add(name, kinds[member.kind], declaration.name.text);
      }
    }
  }
  return found;
}

/** Whether the letters of a query stand in a name, in their order. */
function matches(name: string, query: string): boolean {
  const letters = name.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase()) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
