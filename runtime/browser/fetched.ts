import { KmodelError } from '../errors.ts';

/** What this file uses of a page or a worker. */
interface PageScope {
  readonly location?: { readonly href: string };
}

/**
 * An address in full: relative ones begin at the page, or at the worker's script.
 * @throws KmodelError where it is none
 */
export function addressOf(path: string): URL {
  try {
    return new URL(path, (globalThis as PageScope).location?.href);
  } catch {
    throw new KmodelError(
      `${path} is no address that can be fetched.`,
      'Give a full one, with `https://`, or a `host` that has the file.',
    );
  }
}

/**
 * The bytes at an address, or undefined where nothing is there.
 * @throws KmodelError where the server does not answer, or does not give them
 */
export async function fetched(address: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let response: Response;
  try {
    response = await fetch(address);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new KmodelError(`${address} was not fetched: ${(error as Error).message}.`);
  }
  if (response.status === 404 || response.status === 410) return undefined;
  throw new KmodelError(
    `${address} was not fetched: the server says ${response.status} ${response.statusText}.`,
  );
}
