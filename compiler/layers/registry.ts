import type { LayerDeclaration } from '../declarations/define-layer.ts';
import { requireFreeName } from '../declarations/registration-error.ts';
import { families } from './families.ts';

const layers: LayerDeclaration[] = families.flat();

const byName = new Map<string, LayerDeclaration>(
  layers.flatMap((layer) => namesOf(layer).map((name) => [name, layer] as const)),
);

/** The declaration of a layer class, by its name or another one that Keras has for it; or undefined. */
export function findLayer(name: string): LayerDeclaration | undefined {
  return byName.get(name);
}

/** Every layer, family by family, then those that a program has registered. */
export function allLayers(): readonly LayerDeclaration[] {
  return layers;
}

/**
 * Lets models use a layer that a program declares with `defineLayer`: checker, engines, summaries and generated code
 * know it from then on, in this process. It is registered before a file that uses it is read.
 * @throws RegistrationError for a name that is taken, or that no layer can have
 */
export function registerLayer(declaration: LayerDeclaration): void {
  const names = namesOf(declaration);
  for (const name of names)
    requireFreeName(name, 'A layer', {
      pattern: /^\p{Lu}[\p{L}\p{N}_]*$/u,
      shape: 'has a name of letters and digits that begins with a capital',
      isTaken: (each) => byName.has(each),
    });
  layers.push(declaration);
  for (const name of names) byName.set(name, declaration);
}

function namesOf({ name, aliases = [] }: LayerDeclaration): readonly string[] {
  return [name, ...aliases];
}
