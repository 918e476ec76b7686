import { isMainThread } from 'node:worker_threads';
import type * as Ort from 'onnxruntime-node';
import { KmodelError } from '../../errors.ts';

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
      "Import 'kmodel/runtime' in the main thread before the worker starts, or start the process with ORT_DISABLE_TELEMETRY=1.",
    );
  }
  return import('onnxruntime-node');
}
