import { isMainThread } from 'node:worker_threads';
import type * as Ort from 'onnxruntime-common';
import { KmodelError } from '../../errors.ts';
import { codeOf } from '../../files.ts';

/**
 * onnxruntime's native library reports to its maker unless the process's environment says otherwise by the time it
 * is loaded: an identifier and events under the home folder, then an upload. kmodel sends nothing, so this module
 * is the only one that imports the library, and says so first, as soon as it is loaded itself: threads that are
 * started later have it from their parent.
 */
const variable = 'ORT_DISABLE_TELEMETRY';
const wasForbidden = process.env[variable] === '1';
if (isMainThread) process.env[variable] = '1';

/**
 * onnxruntime, silent towards its maker.
 * @throws KmodelError in a worker thread that cannot keep it silent: a worker's environment is a copy, which native
 * code does not see; and whatever the native library throws where it does not load
 */
export async function loadOnnxruntime(): Promise<typeof Ort> {
  if (!isMainThread && !wasForbidden) {
    throw new KmodelError(
      'onnxruntime would report to its maker from this worker thread, and only the main thread can forbid it.',
      "Import 'kmodel-lang/runtime' in the main thread before the worker starts, or start the process with ORT_DISABLE_TELEMETRY=1.",
    );
  }
  return importFirst(onnxruntimePackages);
}

/**
 * The package with onnxruntime's native library for this machine: npm installs the one that fits, and no other.
 * `onnxruntime-node`, which has those of all machines, is taken where somebody has installed that instead.
 */
const platformPackage = `@kmodel-lang/onnxruntime-${process.platform}-${process.arch}`;

/** The packages that may bring onnxruntime, in the order in which they are tried. */
export const onnxruntimePackages: readonly string[] = [platformPackage, 'onnxruntime-node'];

async function importFirst(names: readonly string[]): Promise<typeof Ort> {
  for (const name of names) {
    try {
      return (await import(name)) as typeof Ort;
    } catch (error) {
      if (!isMissing(error, name)) throw error;
    }
  }
  throw new KmodelError(
    `onnxruntime is not installed for ${process.platform} on ${process.arch}: the package ${platformPackage} is missing.`,
    'Run `npm install` on this machine, without `--omit=optional`; where there is no such package, `--engine tfjs` runs.',
  );
}

/** True where it is the package itself that is not there, rather than something that it needs. */
function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error && codeOf(error) === 'ERR_MODULE_NOT_FOUND' && error.message.includes(`'${name}'`)
  );
}
