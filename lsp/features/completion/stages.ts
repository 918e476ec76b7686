import { CompletionItemKind } from 'vscode-languageserver';
import type { TensorType } from '../../../compiler/shapes/types.ts';
import { layerFits, typeBefore } from '../../fits.ts';
import { modelsAround } from '../../flows.ts';
import { definitionOffers, importableDefinitionOffers } from './definitions.ts';
import { formOffers } from './keywords.ts';
import { layerOffer, writableLayers } from './layers.ts';
import type { Offer, Place } from './offer.ts';

/** What follows `->`, or begins a `shared`: what the file declares, then layers that take what flows in. */
export function stageOffers(place: Place, sharedStart: boolean): readonly Offer[] {
  const type = sharedStart ? undefined : typeThatFlowsIn(place);
  return [
    ...writableLayers().map((layer) => ({
      ...layerOffer(layer, !type || layerFits(layer, type) ? 2 : 4),
      labelDetails: { description: layer.family },
    })),
    ...sharedOffers(place),
    ...definitionOffers(place, 1),
    ...importableDefinitionOffers(place),
    ...(sharedStart ? [] : formOffers(3)),
  ];
}

function sharedOffers({ part }: Place): readonly Offer[] {
  return [...(part?.state?.definition?.names ?? [])].flatMap(([label, { member }]) =>
    member.kind === 'Shared'
      ? [{ label, rank: 0, kind: CompletionItemKind.Reference, detail: 'shared' }]
      : [],
  );
}

function typeThatFlowsIn({ session, part, offset }: Place): TensorType | undefined {
  return part && typeBefore(modelsAround(session.service, part), part, offset - part.start);
}
