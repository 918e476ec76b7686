import { articleFor, categoryText } from '../declarations/categories.ts';
import type { ComponentTypes } from '../declarations/define-component.ts';
import { requireFreeName } from '../declarations/registration-error.ts';
import type { ComponentCategory } from '../declarations/values.ts';
import { catalogue } from './catalogue.ts';

type Names<C extends ComponentCategory> = Map<string, ComponentTypes[C]>;

/** What comes with kmodel, then what a program has registered. */
const declared: { readonly [C in ComponentCategory]: ComponentTypes[C][] } = {
  activation: [...catalogue.activation],
  initializer: [...catalogue.initializer],
  regularizer: [...catalogue.regularizer],
  constraint: [...catalogue.constraint],
  loss: [...catalogue.loss],
  metric: [...catalogue.metric],
  optimizer: [...catalogue.optimizer],
  schedule: [...catalogue.schedule],
  callback: [...catalogue.callback],
};

const byName: { readonly [C in ComponentCategory]: Names<C> } = {
  activation: namesOf(declared.activation),
  initializer: namesOf(declared.initializer),
  regularizer: namesOf(declared.regularizer),
  constraint: namesOf(declared.constraint),
  loss: namesOf(declared.loss),
  metric: namesOf(declared.metric),
  optimizer: namesOf(declared.optimizer),
  schedule: namesOf(declared.schedule),
  callback: namesOf(declared.callback),
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
  return declared[category];
}

/** What a program may declare: callbacks of its own go to `fit`. */
export type RegisteredCategory = Exclude<ComponentCategory, 'callback'>;

/**
 * Lets models use a component that a program declares with `defineLoss` and its like, in this process. It is
 * registered before a file that uses it is read.
 * @throws RegistrationError for a name that is taken in its category, or that no name can be
 */
export function registerComponent<C extends RegisteredCategory>(
  category: C,
  declaration: ComponentTypes[C],
): void {
  const known: Names<C> = byName[category];
  const list: ComponentTypes[C][] = declared[category];
  const names = [declaration.name, ...declaration.aliases];
  const word = categoryText(category);
  for (const name of names)
    requireFreeName(name, `${articleFor(word) === 'an' ? 'An' : 'A'} ${word}`, {
      pattern: /^\p{L}[\p{L}\p{N}_]*$/u,
      shape: 'has a name of letters and digits',
      isTaken: (each) => known.has(each),
    });
  list.push(declaration);
  for (const name of names) known.set(name, declaration);
}

function namesOf<T extends { readonly name: string; readonly aliases: readonly string[] }>(
  declarations: readonly T[],
): Map<string, T> {
  return new Map(
    declarations.flatMap((declaration) =>
      [declaration.name, ...declaration.aliases].map((name) => [name, declaration] as const),
    ),
  );
}
