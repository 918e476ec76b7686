import { CompletionItemKind } from 'vscode-languageserver';
import { parameterTypes } from '../../../compiler/bind/parameter-types.ts';
import { dtypes } from '../../../compiler/shapes/types.ts';
import type { Offer, Place } from './offer.ts';

const kind = CompletionItemKind.TypeParameter;

/** The types of tensors. */
export function dtypeOffers(): readonly Offer[] {
  return dtypes.map((label) => ({
    label,
    rank: 0,
    kind,
    ...(label === 'string' ? {} : { snippet: `${label}[$1]$0` }),
  }));
}

/** The types of parameters. */
export function parameterTypeOffers(): readonly Offer[] {
  return [...parameterTypes.keys()].map((label) => ({ label, rank: 0, kind }));
}

/** `?` */
export const unknownSizeOffer: Offer = { label: '?', rank: 3, kind, detail: 'an unknown size' };

/** The size variables of the model; where it has none, the one that a first one is mostly called. */
export function sizeOffers({ part }: Place): readonly Offer[] {
  const known = [...(part?.state?.definition?.sizeVariables.keys() ?? [])];
  const detail = known.length > 0 ? 'size variable' : 'a size that is known only at run time';
  return (known.length > 0 ? known : ['T']).map((label) => ({ label, rank: 1, kind, detail }));
}
