import { CompletionItemKind } from 'vscode-languageserver';
import type { Cursor } from '../../cursor/cursor.ts';
import { importables } from '../imports.ts';
import type { Offer, Place } from './offer.ts';

/** Names that an import could take, of its path where it has one. */
export function importNameOffers(
  { session, view }: Place,
  { given, from }: Extract<Cursor, { kind: 'importName' }>,
): readonly Offer[] {
  return importables(session, view.path).flatMap(({ name, kind, specifier }) =>
    given.includes(name) || (from !== undefined && from !== specifier)
      ? []
      : [
          {
            label: name,
            rank: 0,
            kind: kind === 'const' ? CompletionItemKind.Constant : CompletionItemKind.Module,
            labelDetails: { description: specifier },
          },
        ],
  );
}

/** Paths of files that could be imported, in place of what is written of one. */
export function importPathOffers({ session, view, offset }: Place, written: string): readonly Offer[] {
  const range = session.positions.range(view.source, { start: offset - written.length, end: offset });
  const specifiers = new Set(importables(session, view.path).map(({ specifier }) => specifier));
  return [...specifiers].map((specifier) => ({
    label: specifier,
    rank: 0,
    kind: CompletionItemKind.File,
    textEdit: { range, newText: specifier },
  }));
}
