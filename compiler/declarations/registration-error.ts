/** A declaration that cannot be registered: by its name, which is taken or cannot be written. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError';
}

/**
 * Refuses names that cannot be written in a model, and those that mean something already.
 * @param pattern what names of its kind look like
 * @param shape the same in words
 * @throws RegistrationError
 */
export function requireFreeName(
  name: string,
  what: string,
  {
    pattern,
    shape,
    isTaken,
  }: { readonly pattern: RegExp; readonly shape: string; isTaken(name: string): boolean },
): void {
  if (!pattern.test(name))
    throw new RegistrationError(`${what} ${shape}, but this one is called ${JSON.stringify(name)}.`);
  if (isTaken(name))
    throw new RegistrationError(`There is ${what.toLowerCase()} \`${name}\` already: choose another name.`);
}
