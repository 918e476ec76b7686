import { recurrenceOf } from '../../../compiler/layers/recurrent/base-recurrent.ts';
import { cellOf } from '../../../compiler/layers/recurrent/base-cell.ts';
import { CompletionItemKind } from 'vscode-languageserver';
import type { ArgumentType } from '../../../compiler/declarations/declare.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { componentOffers, ownComponentOffers } from './components.ts';
import { constantOffers, functionOffers } from './constants.ts';
import { layerOffer, writableLayers } from './layers.ts';
import type { Offer, Place } from './offer.ts';
import { tensorOffers } from './tensors.ts';

/** Values that an argument takes: its options and objects, then constants and parameters. */
export function valueOffers(
  place: Place,
  type: ArgumentType | undefined,
  { callee, name }: { readonly callee: string; readonly name: string },
  rank = 0,
): readonly Offer[] {
  if (findLayer(callee)?.tensorArguments?.[name]) return tensorOffers(place);
  const mayBeComputed = !type || type.kind === 'integer' || type.kind === 'number';
  return [
    ...(type ? offersOfType(type, rank) : []),
    ...(type ? ownComponentOffers(place, type, rank) : []),
    ...constantOffers(place, rank + 3),
    ...(mayBeComputed ? functionOffers(rank + 4) : []),
  ];
}

/** What a type names: words, options, objects, layers. */
export function offersOfType(type: ArgumentType, rank: number): readonly Offer[] {
  switch (type.kind) {
    case 'boolean':
      return ['true', 'false'].map((label) => ({ label, rank, kind: CompletionItemKind.Value }));
    case 'option':
      return type.options.map((label) => ({ label, rank, kind: CompletionItemKind.EnumMember }));
    case 'component':
      return componentOffers(type.category, rank);
    case 'list':
      return offersOfType(type.of, rank);
    case 'layer':
      return writableLayers()
        .filter((layer) => !type.recurrent || recurrenceOf(layer) !== undefined)
        .filter((layer) => !type.cell || cellOf(layer) !== undefined)
        .map((layer) => layerOffer(layer, rank));
    case 'anyOf':
      return type.of.flatMap((each) => offersOfType(each, rank));
    default:
      return [];
  }
}
