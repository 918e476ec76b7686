import { CompletionItemKind } from 'vscode-languageserver';
import type { ArgumentDeclarations } from '../../../compiler/declarations/declare.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import type { Cursor } from '../../cursor/cursor.ts';
import { defaultText } from '../../describe.ts';
import { constantOffers } from './constants.ts';
import { argumentsOf } from './declared.ts';
import type { Offer, Place } from './offer.ts';
import { valueOffers } from './values.ts';

type ArgumentCursor = Extract<Cursor, { kind: 'argument' }>;

/** Where an argument begins: the names of those not yet given, and values of the one that is next by position. */
export function argumentOffers(place: Place, cursor: ArgumentCursor): readonly Offer[] {
  const { callee, given, position, named } = cursor;
  const declarations = declarationsAt(place, callee);
  if (!declarations) return [...parameterOffers(place, callee, given), ...constantOffers(place, 5)];
  const next = named ? undefined : Object.keys(declarations)[position];
  return [
    ...namedOffers(declarations, cursor),
    ...tensorArgumentOffers(callee, given),
    ...(next === undefined ? [] : valueOffers(place, declarations[next]!.type, { callee, name: next }, 5)),
  ];
}

/** Behind the name of an argument. */
export function argumentValueOffers(
  place: Place,
  { callee, name }: Extract<Cursor, { kind: 'value' }>,
): readonly Offer[] {
  return valueOffers(place, declarationsAt(place, callee)?.[name]?.type, { callee, name });
}

/** What a callee takes; a block or model of the file hides a layer of its name. */
function declarationsAt({ view }: Place, callee: string): ArgumentDeclarations | undefined {
  return view.file.scope.names.get(callee)?.kind === 'definition' ? undefined : argumentsOf(callee);
}

function namedOffers(
  declarations: ArgumentDeclarations,
  { callee, given, positional }: ArgumentCursor,
): readonly Offer[] {
  const filled = new Set([...given, ...Object.keys(declarations).slice(0, positional)]);
  return Object.entries(declarations).flatMap(([name, declaration], index) => {
    if (filled.has(name)) return [];
    const value = defaultText(declaration);
    return [
      {
        label: name,
        rank: declaration.required ? 0 : 10 + index,
        kind: CompletionItemKind.Property,
        detail: value === undefined ? 'must be given' : `default: ${value}`,
        insertText: `${name}: `,
        data: { of: 'argument', owner: callee, name },
      },
    ];
  });
}

function tensorArgumentOffers(callee: string, given: readonly string[]): readonly Offer[] {
  return Object.keys(findLayer(callee)?.tensorArguments ?? {})
    .filter((name) => !given.includes(name))
    .map((name) => ({
      label: name,
      rank: 60,
      kind: CompletionItemKind.Property,
      detail: 'a tensor',
      insertText: `${name}: `,
    }));
}

/** The parameters of a block or model. */
function parameterOffers({ view }: Place, callee: string, given: readonly string[]): readonly Offer[] {
  const meaning = view.file.scope.names.get(callee);
  if (meaning?.kind !== 'definition') return [];
  return (meaning.declaration.parameters ?? []).flatMap((parameter) => {
    const { text } = parameter.name;
    if (given.includes(text)) return [];
    return [
      {
        label: text,
        rank: parameter.default ? 2 : 0,
        kind: CompletionItemKind.Property,
        insertText: `${text}: `,
        detail: parameter.default ? 'has a default' : 'must be given',
      },
    ];
  });
}
