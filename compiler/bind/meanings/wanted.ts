import { findComponent } from '../../components/registry.ts';
import { categoriesOf, entryType, takesOption } from '../../declarations/argument-types.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import type { ComponentDeclaration } from '../../declarations/define-component.ts';
import { ownValue } from '../../names/own-value.ts';
import type { Identifier } from '../../../grammar/ast.ts';
import type { BuiltInName } from './occurrence.ts';

/** What a value is for: which options and objects it may name. */
export interface Wanted {
  readonly type: ArgumentType | undefined;
}

export const anything: Wanted = { type: undefined };

const commonDocs: Readonly<Record<string, string>> = {
  name: 'The name of the layer and of its weights.',
  trainable: 'Whether training changes its weights.',
};

/** An argument that every layer takes. */
export function commonArgument(name: Identifier): BuiltInName | undefined {
  const doc = ownValue(commonDocs, name.key);
  if (doc === undefined) return undefined;
  return { kind: 'argument', owner: 'every layer', name: name.text, declaration: undefined, doc };
}

/** What is wanted of an entry of a list; a single object may stand where a list of them may. */
export function wantedInList({ type }: Wanted): Wanted {
  return { type: entryType(type) ?? (type?.kind === 'component' ? type : undefined) };
}

/** The optimizer, loss, … of a name, where a type takes one. */
export function componentOf(name: string, type: ArgumentType | undefined): ComponentDeclaration | undefined {
  for (const category of categoriesOf(type)) {
    const component = findComponent(category, name);
    if (component && !component.internal) return component;
  }
  return undefined;
}

/** What a name means where a value of a type is wanted. */
export function optionOf(name: Identifier, type: ArgumentType | undefined): BuiltInName | undefined {
  const component = componentOf(name.key, type);
  if (component) return { kind: 'component', component };
  return takesOption(name.key, type) ? { kind: 'option', name: name.text } : undefined;
}
