import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { engine, setBackend } from '@tensorflow/tfjs-core';

/** The packages that bring libtensorflow, in the order in which they are tried. */
export const nativePackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

export type NativePackage = (typeof nativePackages)[number];

/** Under this name both packages register their backend with tfjs-core when they are imported. */
export const nativeBackend = 'tensorflow';

/**
 * Imports a native package and starts its backend.
 * @throws where the package is not installed, its native library does not load, or it brings another tfjs-core
 */
export async function loadNative(
  name: NativePackage,
  load: (name: string) => Promise<unknown> = importPackage,
): Promise<void> {
  const before = engine().backendName;
  try {
    await load(name);
    if (!engine().findBackendFactory(nativeBackend)) {
      throw new Error('it brings a tfjs-core of its own; kmodel and it need the same version');
    }
    if (!(await setBackend(nativeBackend))) throw new Error('its backend does not start');
  } finally {
    if (before && before !== engine().backendName) await setBackend(before);
  }
}

/** Resolved here first, so that a package that is missing says so in the same way everywhere. */
async function importPackage(name: string): Promise<unknown> {
  const file = createRequire(import.meta.url).resolve(name);
  return import(pathToFileURL(file).href);
}

/** True where an import failed because the package itself is not there. */
export function isNotInstalled(error: unknown, name: string): boolean {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return (
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    message !== undefined &&
    message.split('\n')[0]!.includes(`'${name}'`)
  );
}
