import { KmodelError } from '../errors.ts';

/**
 * Refuses what is no path: programs give a `URL`, the bytes themselves, or nothing at all, and a file would be looked
 * for under the name of that.
 * @param call the function that takes it, as programs write it
 * @throws KmodelError for anything but the path of a file or folder; addresses are none
 */
export function requirePath(call: string, path: unknown): asserts path is string {
  if (typeof path !== 'string')
    throw new KmodelError(
      `\`${call}\` takes a path, as a string, and was given ${kindOf(path)}.`,
      wayOf(path),
    );
  if (path === '') throw new KmodelError(`\`${call}\` takes a path, and was given an empty one.`);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1];
  if (scheme !== undefined)
    throw new KmodelError(
      `${path} is an address, and \`${call}\` takes the path of a file.`,
      scheme.toLowerCase() === 'file'
        ? 'Give `fileURLToPath(address)`, of `node:url`.'
        : 'Save it as a file first.',
    );
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (value instanceof URL) return 'a URL';
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'bytes';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function wayOf(value: unknown): string | undefined {
  if (value instanceof URL) return 'Give `fileURLToPath(url)`, of `node:url`.';
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'Write them to a file first.';
  return undefined;
}
