import { componentCategories } from './categories.ts';
import type { ArgumentType } from './declare.ts';
import type { ComponentCategory } from './values.ts';

/** Whether a type takes layers as values: the argument of a wrapper. */
export function takesLayers(type: ArgumentType | undefined): boolean {
  return type?.kind === 'layer' || (type?.kind === 'anyOf' && type.of.some(takesLayers));
}

/** The type of what stands in a list of a type; undefined where it takes no list. */
export function entryType(type: ArgumentType | undefined): ArgumentType | undefined {
  if (type?.kind === 'list') return type.of;
  return type?.kind === 'anyOf' ? type.of.find((each) => each.kind === 'list')?.of : undefined;
}

/** The categories of objects that a type takes, in lists as well; where no type is known, all of them. */
export function categoriesOf(type: ArgumentType | undefined): readonly ComponentCategory[] {
  if (!type) return componentCategories;
  if (type.kind === 'component') return [type.category];
  if (type.kind === 'anyOf') return type.of.flatMap(categoriesOf);
  return type.kind === 'list' ? categoriesOf(type.of) : [];
}

/** Whether a type takes an option of a name. */
export function takesOption(name: string, type: ArgumentType | undefined): boolean {
  if (type?.kind === 'option') return type.options.includes(name);
  return type?.kind === 'anyOf' && type.of.some((each) => takesOption(name, each));
}
