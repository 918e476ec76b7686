import type { CompletionItem, Position } from 'vscode-languageserver';
import { cursorAt } from '../cursor/cursor-at.ts';
import type { Cursor } from '../cursor/cursor.ts';
import { partBefore } from '../service.ts';
import type { Session } from '../session.ts';
import { argumentOffers, argumentValueOffers } from './completion/arguments.ts';
import { columnOffers } from './completion/columns.ts';
import { constantOffers, functionOffers } from './completion/constants.ts';
import { baseOffers } from './completion/definitions.ts';
import { importNameOffers, importPathOffers } from './completion/imports.ts';
import { arrowOffer, memberOffers, topLevelOffers } from './completion/keywords.ts';
import { toItem, type Offer, type Place } from './completion/offer.ts';
import { settingOffers, settingValueOffers } from './completion/settings.ts';
import { stageOffers } from './completion/stages.ts';
import { tensorOffers } from './completion/tensors.ts';
import { dtypeOffers, parameterTypeOffers, sizeOffers, unknownSizeOffer } from './completion/types.ts';

/** What could be written at a position, the most likely first. */
export function completion(session: Session, path: string, position: Position): readonly CompletionItem[] {
  const view = session.service.view(path);
  if (!view) return [];
  const offset = session.positions.offset(view.source, position);
  const part = partBefore(view, offset);
  const place = { session, view, offset, part };
  return offersAt(place, cursorAt(view, part, offset)).map((offer) => toItem(offer, session.snippets));
}

function offersAt(place: Place, cursor: Cursor): readonly Offer[] {
  switch (cursor.kind) {
    case 'none':
      return [];
    case 'top':
      return topLevelOffers();
    case 'member':
      return memberOffers(cursor.owner);
    case 'stage':
      return stageOffers(place, cursor.sharedStart);
    case 'behind':
      return [arrowOffer];
    case 'tensor':
      return tensorOffers(place, cursor.beside, cursor.member);
    case 'argument':
      return argumentOffers(place, cursor);
    case 'value':
      return argumentValueOffers(place, cursor);
    case 'setting':
      return settingOffers(cursor);
    case 'settingValue':
      return settingValueOffers(place, cursor);
    case 'dtype':
      return dtypeOffers();
    case 'parameterType':
      return parameterTypeOffers();
    case 'dimension':
      return [...constantOffers(place, 0), ...sizeOffers(place), unknownSizeOffer];
    case 'base':
      return baseOffers(place);
    case 'importName':
      return importNameOffers(place, cursor);
    case 'importPath':
      return importPathOffers(place, cursor.written);
    case 'column':
      return columnOffers(place, cursor.written);
    case 'constant':
      return [...constantOffers(place, 0), ...functionOffers(1)];
  }
}
