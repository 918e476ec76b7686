import { CodeActionKind, type CodeAction, type Diagnostic, type Range } from 'vscode-languageserver';
import type { Edit, Fix } from '../../compiler/index.ts';
import { present } from './diagnostics.ts';
import { importActions, organizeImports } from './imports.ts';
import { toWorkspaceEdit } from '../edits.ts';
import type { Session } from '../session.ts';
import { shareLayer } from './share-layer.ts';

/** What the client asks for: fixes of what is wrong in a range, or one kind of action for the whole file. */
export interface ActionRequest {
  readonly range: Range;
  readonly only: readonly string[] | undefined;
}

/** Quick fixes for what is wrong in a range; a layer made shared; "fix all" and "organize imports" for the whole file. */
export function codeActions(session: Session, path: string, { range, only }: ActionRequest): CodeAction[] {
  const wants = (kind: string): boolean =>
    only === undefined || only.some((each) => kind === each || kind.startsWith(`${each}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) actions.push(...quickFixes(session, path, range));
  if (wants(CodeActionKind.RefactorExtract)) actions.push(...shareLayer(session, path, range));
  if (wants(CodeActionKind.SourceFixAll)) actions.push(...fixAll(session, path));
  if (wants(CodeActionKind.SourceOrganizeImports)) actions.push(...organizeImports(session, path));
  return actions;
}

function quickFixes(session: Session, path: string, range: Range): CodeAction[] {
  const actions: CodeAction[] = [];
  for (const finding of session.service.diagnosticsIn(path)) {
    const diagnostic = present(session, finding);
    if (!touches(diagnostic.range, range)) continue;
    finding.fixes.forEach((fix, index) =>
      actions.push({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: index === 0,
        edit: toWorkspaceEdit(session, fix.edits),
      }),
    );
    actions.push(...importActions(session, path, finding, diagnostic));
  }
  return actions;
}

/** The first fix of everything that is wrong, as far as they don't touch each other; warnings may be meant. */
function fixAll(session: Session, path: string): CodeAction[] {
  const taken: Edit[] = [];
  const fixed: Diagnostic[] = [];
  for (const finding of session.service.diagnosticsIn(path)) {
    const [fix] = finding.fixes;
    if (!fix || finding.severity !== 'error' || !isPlain(fix, taken, path)) continue;
    taken.push(...fix.edits);
    fixed.push(present(session, finding));
  }
  if (taken.length === 0) return [];
  return [
    {
      title: 'Fix all mistakes that have a fix',
      kind: CodeActionKind.SourceFixAll,
      diagnostics: fixed,
      edit: toWorkspaceEdit(session, taken),
    },
  ];
}

function isPlain({ edits }: Fix, taken: readonly Edit[], path: string): boolean {
  return edits.every(
    ({ place }) =>
      place.file === path &&
      !taken.some(
        ({ place: other }) => place.span.start <= other.span.end && other.span.start <= place.span.end,
      ),
  );
}

function touches(a: Range, b: Range): boolean {
  const before = (x: Range['start'], y: Range['start']): boolean =>
    x.line < y.line || (x.line === y.line && x.character < y.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}
