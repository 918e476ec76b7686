import { createRequire } from 'node:module';
import { version_core as coreVersion } from '@tensorflow/tfjs-core';
import { KmodelError } from '../../errors.ts';
import { describeNativeFailure, openBackend, type TfjsBackend } from './backends.ts';
import { loadNative, nativePackages } from './native.ts';

/** Whether one backend of tfjs loads here. */
export interface BackendReport {
  /** The package, or the backend's name where it comes with kmodel. */
  readonly name: string;
  readonly works: boolean;
  readonly version?: string;
  /** A clause: what it is, or why it does not load. */
  readonly detail: string;
  readonly advice?: string;
}

/** Tries every backend of tfjs, the fastest first. */
export async function examineBackends(): Promise<readonly BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const name of nativePackages) reports.push(await examineNative(name));
  for (const backend of ['wasm', 'cpu'] as const) reports.push(await examineOwn(backend));
  return reports;
}

/** @param load for tests: how the package is imported */
export async function examineNative(
  name: (typeof nativePackages)[number],
  load?: (name: string) => Promise<unknown>,
): Promise<BackendReport> {
  try {
    await loadNative(name, load);
    return {
      name,
      works: true,
      version: packageVersion(name) ?? coreVersion,
      detail: 'the engine `tfjs` on libtensorflow',
    };
  } catch (error) {
    const { reason, advice } = describeNativeFailure(name, error);
    return { name, works: false, detail: reason, advice };
  }
}

async function examineOwn(backend: TfjsBackend): Promise<BackendReport> {
  const name = `tfjs ${backend}`;
  try {
    const { description } = await openBackend(backend);
    return { name, works: true, version: coreVersion, detail: `the engine \`tfjs\`: ${description}` };
  } catch (error) {
    if (!(error instanceof KmodelError)) throw error;
    return {
      name,
      works: false,
      detail: error.message,
      ...(error.help !== undefined && { advice: error.help }),
    };
  }
}

function packageVersion(name: string): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    return (require(`${name}/package.json`) as { readonly version: string }).version;
  } catch {
    return undefined;
  }
}
