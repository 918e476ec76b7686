import type { AnyLayerDeclaration } from './define-layer.ts';
import { families } from './families.ts';

const byName = new Map<string, AnyLayerDeclaration>(families.flat().map((layer) => [layer.name, layer]));

/** The declaration of a layer class, or undefined. */
export function findLayer(name: string): AnyLayerDeclaration | undefined {
  return byName.get(name);
}

/** Every layer, family by family. */
export function allLayers(): readonly AnyLayerDeclaration[] {
  return [...byName.values()];
}
