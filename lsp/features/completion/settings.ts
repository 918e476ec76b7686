import { CompletionItemKind } from 'vscode-languageserver';
import { settingsOf } from '../../../compiler/bind/setting-owners.ts';
import type { Cursor } from '../../cursor/cursor.ts';
import { lossFits } from '../../fits.ts';
import { quotedColumnOffers } from './columns.ts';
import { componentOffers, ownComponentOffers } from './components.ts';
import { constantOffers } from './constants.ts';
import type { Offer, Place } from './offer.ts';
import { offersOfType } from './values.ts';

type SettingValueCursor = Extract<Cursor, { kind: 'settingValue' }>;

/** The settings of a head, a shared layer or a training that are not yet written. */
export function settingOffers({ owner, given }: Extract<Cursor, { kind: 'setting' }>): readonly Offer[] {
  return Object.entries(settingsOf[owner].entries).flatMap(([name, declaration], rank) => {
    if (given.includes(name)) return [];
    const isList = declaration.type.kind === 'list';
    return [
      {
        label: name,
        rank,
        kind: CompletionItemKind.Property,
        ...(isList ? { snippet: `${name}: [$1]$0` } : { insertText: `${name}: ` }),
        data: { of: 'setting', owner, name },
      },
    ];
  });
}

/** The values of a setting, then constants and parameters. */
export function settingValueOffers(place: Place, cursor: SettingValueCursor): readonly Offer[] {
  const type = settingsOf[cursor.owner].entries[cursor.name]?.type;
  if (!type) return [];
  if (type.kind === 'columns') return [...quotedColumnOffers(place, 0), ...namedOffers(place)];
  if (type.kind === 'tensor' || type.kind === 'names') return namedOffers(place);
  const own = headValueOffers(place, cursor) ?? offersOfType(type, 0);
  return [...own, ...ownComponentOffers(place, type, 0), ...constantOffers(place, 8)];
}

/** What the model declares, for settings that name some of it. */
function namedOffers({ part }: Place): readonly Offer[] {
  const names = part?.state?.definition?.names ?? new Map<string, never>();
  return [...names.keys()].map((label, rank) => ({ label, rank, kind: CompletionItemKind.Variable }));
}

/** Losses by how well they fit the head; metrics behind the one that every head has a form of. */
function headValueOffers(
  { part }: Place,
  { owner, name, member }: SettingValueCursor,
): readonly Offer[] | undefined {
  if (owner !== 'head') return undefined;
  if (name === 'loss') {
    const model = part?.state?.model;
    return componentOffers('loss', 0, (loss) => (model ? lossFits(model, member, loss) : 0));
  }
  if (name !== 'metrics') return undefined;
  const detail = 'in the form that fits the head';
  return [
    { label: 'accuracy', rank: 0, kind: CompletionItemKind.EnumMember, detail },
    ...componentOffers('metric', 1),
  ];
}
