import { engine, version_core as coreVersion } from '@tensorflow/tfjs-core';
import { KmodelError } from '../../errors.ts';
import { createDirectDevice } from './direct-device.ts';
import type { Device } from './device.ts';
import { isNotInstalled, loadNative, nativeBackend, nativePackages } from './native.ts';
import { createTrackedDevice } from './tracked-device.ts';
import { startWasm } from './wasm.ts';

/** A backend of tfjs: libtensorflow through tfjs-node or tfjs-node-gpu, WebAssembly, or plain JavaScript. */
export type TfjsBackend = 'tensorflow' | 'wasm' | 'cpu';

export interface OpenedBackend {
  readonly device: Device;
  /** `tfjs 4.22.0 on wasm (simd, 1 thread)` */
  readonly description: string;
}

/** Why a backend does not open, and what to do about it. */
export interface BackendFailure {
  /** A clause without a full stop. */
  readonly reason: string;
  readonly advice: string;
}

/**
 * Opens a backend.
 * @throws KmodelError with the reason and what to do about it
 */
export async function openBackend(backend: TfjsBackend): Promise<OpenedBackend> {
  switch (backend) {
    case 'tensorflow':
      return openNative();
    case 'wasm':
      return openWasm();
    case 'cpu':
      return openPlain();
  }
}

/** The fastest backend that opens here: libtensorflow, else WebAssembly, else plain JavaScript. */
export async function openFastestBackend(): Promise<OpenedBackend> {
  for (const backend of ['tensorflow', 'wasm'] as const) {
    try {
      return await openBackend(backend);
    } catch (error) {
      if (!(error instanceof KmodelError)) throw error;
    }
  }
  return openPlain();
}

async function openNative(): Promise<OpenedBackend> {
  const failures: string[] = [];
  let advice = '';
  for (const name of nativePackages) {
    try {
      await loadNative(name);
      return { device: createTrackedDevice(nativeBackend), description: `tfjs ${coreVersion} on ${name}` };
    } catch (error) {
      const failure = describeNativeFailure(name, error);
      failures.push(`\`${name}\` ${failure.reason}`);
      advice = failure.advice;
    }
  }
  throw new KmodelError(`tfjs has no backend \`tensorflow\` here: ${failures.join(', and ')}.`, advice);
}

/** Why a native package does not load. */
export function describeNativeFailure(name: string, error: unknown): BackendFailure {
  if (isNotInstalled(error, name)) {
    return {
      reason: 'is not installed',
      advice: `It is optional: \`npm install ${name}\` downloads libtensorflow, where the network allows it.`,
    };
  }
  return {
    reason: `is installed, but does not load: ${firstLine(error)}`,
    advice: `\`npm rebuild ${name} --build-addon-from-source\` fetches its native library again; \`npm uninstall ${name}\` does without.`,
  };
}

async function openWasm(): Promise<OpenedBackend> {
  let features;
  try {
    features = await startWasm();
  } catch (error) {
    throw new KmodelError(
      `tfjs has no backend \`wasm\` here: ${firstLine(error)}.`,
      'Run `npm install` again: the WebAssembly files come with `@tensorflow/tfjs-backend-wasm`.',
    );
  }
  const { simd, threads } = features;
  const details = [...(simd ? ['simd'] : []), `${threads} ${threads === 1 ? 'thread' : 'threads'}`];
  return {
    device: createDirectDevice('wasm'),
    description: `tfjs ${coreVersion} on wasm (${details.join(', ')})`,
  };
}

async function openPlain(): Promise<OpenedBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  const backend = engine().findBackend('cpu') as { firstUse?: boolean };
  // Else its first use prints a recommendation of tfjs-node.
  backend.firstUse = false;
  return { device: createDirectDevice('cpu'), description: `tfjs ${coreVersion} on cpu (plain JavaScript)` };
}

/** What an error says first, without a full stop. */
export function firstLine(error: unknown): string {
  const message =
    error instanceof Error ? error.message : ((error as { message?: string })?.message ?? String(error));
  return message.split('\n')[0]!.replace(/\.$/, '');
}
