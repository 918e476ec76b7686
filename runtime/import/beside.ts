import { dirname, join } from 'node:path';

/**
 * The path of a file that a model names as one beside it.
 * @param path of the model
 * @returns undefined where the name leads anywhere else than below the model's folder
 */
export function pathBeside(path: string, name: unknown): string | undefined {
  const isBelow =
    typeof name === 'string' &&
    name !== '' &&
    !name.includes('\0') &&
    !/^([/\\]|[A-Za-z][A-Za-z\d+.-]*:)/.test(name) &&
    !name.split(/[/\\]/).includes('..');
  return isBelow ? join(dirname(path), name) : undefined;
}
