import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { engine, env, setBackend } from '@tensorflow/tfjs-core';

/** What the wasm backend runs with. */
export interface WasmFeatures {
  readonly simd: boolean;
  readonly threads: number;
}

let started: Promise<WasmFeatures> | undefined;

/**
 * Starts the wasm backend, once in a process. tfjs's current backend is the same afterwards, if there was one.
 * @throws where WebAssembly or the files of the package are missing
 */
export function startWasm(): Promise<WasmFeatures> {
  started ??= start();
  return started;
}

async function start(): Promise<WasmFeatures> {
  const { getThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const before = engine().backendName;
  const listeners = currentListeners();
  try {
    if (!engine().findBackend('wasm')) {
      const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
      setWasmPaths(dirname(entry) + sep);
    }
    if (!(await setBackend('wasm'))) throw new Error('the WebAssembly module does not start');
    return {
      simd: (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true,
      threads: Math.max(1, getThreadsCount()),
    };
  } finally {
    removeNewListeners(listeners);
    if (before && before !== 'wasm') await setBackend(before);
  }
}

const lastResorts = ['uncaughtException', 'unhandledRejection'] as const;

type Listeners = ReadonlyMap<(typeof lastResorts)[number], ReadonlySet<unknown>>;

function currentListeners(): Listeners {
  return new Map(
    lastResorts.map((event) => [event, new Set<unknown>(process.listeners(event as 'uncaughtException'))]),
  );
}

/**
 * The module's start-up code listens to the process's uncaught errors and throws them again from within itself, so
 * that Node prints the whole minified source. Errors of the program are none of its business.
 */
function removeNewListeners(before: Listeners): void {
  for (const [event, known] of before) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!known.has(listener) && /ExitStatus|throw reason/.test(String(listener))) {
        process.removeListener(event, listener);
      }
    }
  }
}
