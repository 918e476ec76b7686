import type { ArgumentValue, ComponentValue } from '../arguments/values.ts';
import type { ComponentDeclaration } from './define-component.ts';

/**
 * A component as it stands when nothing but its name is written: every argument has its default.
 * @param given arguments that differ from their defaults.
 */
export function withDefaults(
  declaration: ComponentDeclaration,
  given: Readonly<Record<string, ArgumentValue>> = {},
): ComponentValue {
  const args: Record<string, ArgumentValue> = {};
  for (const [name, argument] of Object.entries(declaration.arguments)) {
    args[name] = name in given ? given[name]! : (argument.default as ArgumentValue);
  }
  return { kind: 'component', category: declaration.category, name: declaration.name, args };
}
