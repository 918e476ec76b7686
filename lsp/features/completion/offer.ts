import { InsertTextFormat, type CompletionItem } from 'vscode-languageserver';
import type { ArgumentDeclarations } from '../../../compiler/declarations/declare.ts';
import type { SettingOwner } from '../../../compiler/bind/setting-owners.ts';
import type { FileView, PartView } from '../../service.ts';
import type { Session } from '../../session.ts';
import { usagePlace } from './usage.ts';

/** What an item stands for, by which its documentation is found when the client asks for it. */
export type CompletionData =
  | { readonly of: 'layer'; readonly name: string }
  | { readonly of: 'component'; readonly category: string; readonly name: string }
  | { readonly of: 'argument'; readonly owner: string; readonly name: string }
  | { readonly of: 'setting'; readonly owner: SettingOwner; readonly name: string }
  | { readonly of: 'declaration'; readonly path: string; readonly name: string };

/** Something that could be written at a place. */
export interface Offer extends Omit<CompletionItem, 'data' | 'sortText'> {
  /** Orders groups; within one, labels are ordered by use, then by the alphabet. */
  readonly rank: number;
  /** What is inserted where the client fills in snippets; elsewhere it is the label. */
  readonly snippet?: string;
  readonly data?: CompletionData;
}

/** Where something is being written. */
export interface Place {
  readonly session: Session;
  readonly view: FileView;
  readonly offset: number;
  /** The declaration around it. */
  readonly part: PartView | undefined;
}

/** An offer as the protocol has it. */
export function toItem({ rank, snippet, ...rest }: Offer, snippets: boolean): CompletionItem {
  const usesSnippet = snippet !== undefined && snippets;
  return {
    sortText: `${String(rank).padStart(3, '0')} ${String(usagePlace(rest.data)).padStart(2, '0')} ${rest.label}`,
    ...(usesSnippet ? { insertText: snippet, insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...rest,
  };
}

/** `Conv2D(${1:filters}, ${2:kernel_size})$0`: a call with a place for each argument that must be given. */
export function callSnippet(name: string, declarations: ArgumentDeclarations): string {
  return snippetOfCall(
    name,
    Object.entries(declarations).flatMap(([key, { required }]) => (required ? [key] : [])),
  );
}

/** A call with a place for each of some names. */
export function snippetOfCall(name: string, places: readonly string[]): string {
  return `${name}(${places.map((key, index) => `\${${index + 1}:${key}}`).join(', ')})$0`;
}
