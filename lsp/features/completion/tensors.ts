import { CompletionItemKind } from 'vscode-languageserver';
import { declaredTypeText, type TensorType } from '../../../compiler/shapes/types.ts';
import { isMemberOf, orderTensors } from '../../fits.ts';
import { modelsAround } from '../../flows.ts';
import { constantOffers, tensorFunctionOffers } from './constants.ts';
import type { Offer, Place } from './offer.ts';

/** Tensors by how well they fit the ones beside them; where a member is given, constants after them. */
export function tensorOffers(
  place: Place,
  beside: readonly string[] = [],
  member?: string,
): readonly Offer[] {
  const { session, part, offset } = place;
  const { definition } = part?.state ?? {};
  if (!part || !definition) return [];
  const models = modelsAround(session.service, part);
  const typeOf = (name: string): TensorType | undefined => models[0]?.frame.tensors.get(name)?.type;
  // A declaration cannot be made from itself.
  const names = [...definition.names].flatMap(([name, defined]) =>
    defined.member.kind === 'Shared' || name === member || isMemberOf(part, defined, offset) ? [] : [name],
  );
  const tensors = orderTensors(names, beside, typeOf).map((label, rank) => {
    const type = typeOf(label);
    return {
      label,
      rank,
      kind: CompletionItemKind.Variable,
      ...(type ? { detail: declaredTypeText(type) } : {}),
    };
  });
  if (member === undefined) return tensors;
  const rank = names.length + 1;
  return [...tensors, ...constantOffers(place, rank), ...tensorFunctionOffers(rank + 1)];
}
