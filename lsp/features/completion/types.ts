import { CompletionItemKind } from 'vscode-languageserver';
import { parameterTypes } from '../../../compiler/bind/parameter-types.ts';
import { dtypes } from '../../../compiler/shapes/types.ts';
import type { Offer, Place } from './offer.ts';

const kind = CompletionItemKind.TypeParameter;

/** The types of tensors. */
export function dtypeOffers(): readonly Offer[] {
  return dtypes.map((label) => ({ label, rank: 0, kind, snippet: `${label}[$1]$0` }));
}

/** The types of parameters. */
export function parameterTypeOffers(): readonly Offer[] {
  return [...parameterTypes.keys()].map((label) => ({ label, rank: 0, kind }));
}

/** The size variables of the model. */
export function sizeOffers({ part }: Place): readonly Offer[] {
  return [...(part?.state?.definition?.sizeVariables.keys() ?? [])].map((label) => ({
    label,
    rank: 1,
    kind,
    detail: 'size variable',
  }));
}
