import type { ArgumentDeclarations } from './declare.ts';
import type { ComponentTypes } from './define-component.ts';
import type { Arguments, ArgumentValue, ComponentCategory, ComponentValue } from './values.ts';

/**
 * A component as it stands when nothing but its name is written: every argument has its default.
 * @param given arguments that differ from their defaults.
 */
export function withDefaults<C extends ComponentCategory>(
  declaration: ComponentTypes[C] & { readonly category: C },
  given: Arguments = {},
): ComponentValue<C> {
  return componentValue<C>(declaration, argumentsWithDefaults(declaration, given));
}

/** The arguments of a layer or component, those that are not given by their defaults. */
export function argumentsWithDefaults(
  declaration: { readonly arguments: ArgumentDeclarations },
  given: Arguments = {},
): Arguments {
  return Object.fromEntries(
    Object.entries(declaration.arguments).map(([name, argument]) => [
      name,
      Object.hasOwn(given, name) ? given[name]! : (argument.default as ArgumentValue),
    ]),
  );
}

/** A component with all of its arguments. */
export function componentValue<C extends ComponentCategory>(
  declaration: ComponentTypes[C] & { readonly category: C },
  args: Arguments,
): ComponentValue<C> {
  return { kind: 'component', category: declaration.category, name: declaration.name, args, declaration };
}
