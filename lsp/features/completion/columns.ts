import { CompletionItemKind } from 'vscode-languageserver';
import { columnText, columnsOf } from '../data-columns.ts';
import type { Offer, Place } from './offer.ts';

/** The columns of the model's data, in place of what is written of one in quotes. */
export function columnOffers({ session, view, part, offset }: Place, written: string): readonly Offer[] {
  const range = session.positions.range(view.source, { start: offset - written.length, end: offset });
  return columnsOf(part).map((column) => ({
    label: column.name,
    rank: 0,
    kind: CompletionItemKind.Field,
    detail: columnText(column),
    textEdit: { range, newText: JSON.stringify(column.name).slice(1, -1) },
  }));
}

/** The columns in quotes, where a value is still to be written. */
export function quotedColumnOffers({ part }: Place, rank: number): readonly Offer[] {
  return columnsOf(part).map((column) => ({
    label: JSON.stringify(column.name),
    rank,
    kind: CompletionItemKind.Field,
    detail: columnText(column),
  }));
}
