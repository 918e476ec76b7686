import { CompletionItemKind } from 'vscode-languageserver';
import type { LayerDeclaration } from '../../../compiler/declarations/define-layer.ts';
import { allLayers } from '../../../compiler/layers/registry.ts';
import { callSnippet, type Offer } from './offer.ts';

/** The layers that a user may write. */
export function writableLayers(): readonly LayerDeclaration[] {
  return allLayers().filter(({ internal }) => !internal);
}

/** A call of a layer. */
export function layerOffer(layer: LayerDeclaration, rank: number): Offer {
  return {
    label: layer.name,
    rank,
    kind: CompletionItemKind.Class,
    snippet: callSnippet(layer.name, layer.arguments),
    data: { of: 'layer', name: layer.name },
  };
}
