import type { ComponentValue } from '../declarations/values.ts';

/** Equal as data. */
export function equalValues(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** True where nothing was set that a bare name would not give. */
export function hasDefaultArguments({ args, declaration }: ComponentValue): boolean {
  return Object.entries(args).every(([name, given]) =>
    equalValues(given, declaration.arguments[name]?.default),
  );
}
