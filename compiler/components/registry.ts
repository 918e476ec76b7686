import type { ComponentTypes } from '../declarations/define-component.ts';
import type { ComponentCategory } from '../declarations/values.ts';
import { catalogue } from './catalogue.ts';

type Names<C extends ComponentCategory> = ReadonlyMap<string, ComponentTypes[C]>;

const byName: { readonly [C in ComponentCategory]: Names<C> } = {
  activation: namesOf(catalogue.activation),
  initializer: namesOf(catalogue.initializer),
  regularizer: namesOf(catalogue.regularizer),
  constraint: namesOf(catalogue.constraint),
  loss: namesOf(catalogue.loss),
  metric: namesOf(catalogue.metric),
  optimizer: namesOf(catalogue.optimizer),
  schedule: namesOf(catalogue.schedule),
  callback: namesOf(catalogue.callback),
};

/** The component that a name or alias of a category means, or undefined. */
export function findComponent<C extends ComponentCategory>(
  category: C,
  name: string,
): ComponentTypes[C] | undefined {
  const names: Names<C> = byName[category];
  return names.get(name);
}

/** What a bare name or string means: Keras reads those of optimizers in any case (`ADAM`). */
export function findByText<C extends ComponentCategory>(
  category: C,
  text: string,
): ComponentTypes[C] | undefined {
  const exact = findComponent(category, text);
  return exact || category !== 'optimizer' ? exact : findComponent(category, text.toLowerCase());
}

/** Every component of a category, in the order of the reference. */
export function allComponents<C extends ComponentCategory>(category: C): readonly ComponentTypes[C][] {
  return catalogue[category];
}

function namesOf<T extends { readonly name: string; readonly aliases: readonly string[] }>(
  declarations: readonly T[],
): ReadonlyMap<string, T> {
  return new Map(
    declarations.flatMap((declaration) =>
      [declaration.name, ...declaration.aliases].map((name) => [name, declaration] as const),
    ),
  );
}
