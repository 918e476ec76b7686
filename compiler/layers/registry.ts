import type { LayerDeclaration } from '../declarations/define-layer.ts';
import { families } from './families.ts';

const layers: readonly LayerDeclaration[] = families.flat();

const byName = new Map<string, LayerDeclaration>(
  layers.flatMap((layer) => [layer.name, ...(layer.aliases ?? [])].map((name) => [name, layer] as const)),
);

/** The declaration of a layer class, by its name or another one that Keras has for it; or undefined. */
export function findLayer(name: string): LayerDeclaration | undefined {
  return byName.get(name);
}

/** Every layer, family by family. */
export function allLayers(): readonly LayerDeclaration[] {
  return layers;
}
