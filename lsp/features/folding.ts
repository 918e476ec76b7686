import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver';
import { positionAt, visit, type Span } from '../../grammar/index.ts';
import { inFile, partsOf } from '../service.ts';
import type { Session } from '../session.ts';

/** What can be folded: bodies, settings, lists, loops, pipelines of several lines; comments; imports together. */
export function foldingRanges(session: Session, path: string): readonly FoldingRange[] {
  const view = session.service.view(path);
  if (!view) return [];
  const { source } = view;
  const found = new Map<number, FoldingRange>();
  const lineOf = (offset: number): number => positionAt(source, offset).line;
  const add = (span: Span, keepsLastLine: boolean, kind?: FoldingRangeKind): void => {
    const startLine = lineOf(span.start);
    const endLine = lineOf(span.end) - (keepsLastLine ? 1 : 0);
    const known = found.get(startLine);
    if (endLine <= startLine || (known && known.endLine >= endLine)) return;
    found.set(startLine, { startLine, endLine, ...(kind ? { kind } : {}) });
  };
  const parts = partsOf(view);
  for (const part of parts) {
    visit(part.declaration, (node) => {
      const span = inFile(part, node.span);
      switch (node.kind) {
        case 'Block':
        case 'Model':
        case 'Layer':
        case 'Component':
        case 'Settings':
        case 'Record':
        case 'List':
        case 'Call':
        case 'Repeat':
        case 'For':
        case 'If':
          add(span, true);
          break;
        case 'Branch':
        case 'Head':
        case 'Shared':
        case 'Return':
        case 'Update':
        case 'Objective':
          add(inFile(part, node.value.span), false);
          break;
        default:
          break;
      }
    });
  }
  for (const run of commentRuns(view.file.parted.comments, lineOf)) add(run, false, FoldingRangeKind.Comment);
  const imports = parts.filter(({ declaration }) => declaration.kind === 'Import');
  if (imports.length > 1) {
    const [first, last] = [imports[0]!, imports.at(-1)!];
    const span = { start: first.start, end: inFile(last, last.declaration.span).end };
    add(span, false, FoldingRangeKind.Imports);
  }
  return [...found.values()].sort((a, b) => a.startLine - b.startLine);
}

/** Comments on lines that follow each other, as one. */
function commentRuns(
  comments: readonly { readonly span: Span }[],
  lineOf: (offset: number) => number,
): readonly Span[] {
  const runs: { start: number; end: number }[] = [];
  for (const { span } of comments) {
    const last = runs.at(-1);
    if (last && lineOf(span.start) === lineOf(last.end) + 1) last.end = span.end;
    else runs.push({ ...span });
  }
  return runs;
}
