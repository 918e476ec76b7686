import type { LayerDeclaration } from '../declarations/define-layer.ts';
import { families } from './families.ts';

const byName = new Map<string, LayerDeclaration>(families.flat().map((layer) => [layer.name, layer]));

/** The declaration of a layer class, or undefined. */
export function findLayer(name: string): LayerDeclaration | undefined {
  return byName.get(name);
}

/** Every layer, family by family. */
export function allLayers(): readonly LayerDeclaration[] {
  return [...byName.values()];
}
