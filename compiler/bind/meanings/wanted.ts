import { ownValue } from '../../compiler/names/own-value.ts';
import { componentCategories } from '../../compiler/declarations/categories.ts';
import type { ArgumentType } from '../../compiler/declarations/declare.ts';
import type { ComponentCategory } from '../../compiler/declarations/values.ts';
import type { ComponentDeclaration } from '../../compiler/declarations/define-component.ts';
import { findComponent } from '../../compiler/components/registry.ts';
import type { Identifier } from '../../grammar/index.ts';
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

/** Whether a type takes layers as values: the argument of a wrapper. */
export function takesLayers(type: ArgumentType | undefined): boolean {
  return type?.kind === 'layer' || (type?.kind === 'anyOf' && type.of.some(takesLayers));
}

/** The type of what stands in a list of a type. */
export function entryType(type: ArgumentType | undefined): ArgumentType | undefined {
  if (type?.kind === 'list') return type.of;
  if (type?.kind === 'anyOf') return type.of.find((each) => each.kind === 'list')?.of;
  return type?.kind === 'component' ? type : undefined;
}

/** The categories of objects that a type takes; where nothing is known, all of them. */
export function categoriesOf(type: ArgumentType | undefined): readonly ComponentCategory[] {
  if (!type) return componentCategories;
  if (type.kind === 'component') return [type.category];
  if (type.kind === 'anyOf') return type.of.flatMap(categoriesOf);
  return type.kind === 'list' ? categoriesOf(type.of) : [];
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

function takesOption(name: string, type: ArgumentType | undefined): boolean {
  if (type?.kind === 'option') return type.options.includes(name);
  return type?.kind === 'anyOf' && type.of.some((each) => takesOption(name, each));
}
