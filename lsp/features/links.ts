import type { DocumentLink } from 'vscode-languageserver';
import { partsOf } from '../service.ts';
import { rangeIn, uriFor, type Session } from '../session.ts';

/** The paths of imports, as links to the files. */
export function documentLinks(session: Session, path: string): readonly DocumentLink[] {
  const view = session.service.view(path);
  if (!view) return [];
  const imports = session.service.importsOf(view);
  return partsOf(view).flatMap((part) => {
    const { declaration } = part;
    if (declaration.kind !== 'Import' || declaration.path.kind !== 'String') return [];
    const target = imports.find((each) => each.declaration === declaration)?.path;
    if (target === undefined || target.startsWith('kmodel:')) return [];
    const { start, end } = declaration.path.span;
    // Without the quotes.
    const range = rangeIn(session, part, { start: start + 1, end: Math.max(start + 1, end - 1) });
    return [{ range, target: uriFor(session, target) }];
  });
}
