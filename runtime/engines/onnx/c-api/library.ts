import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Koffi, Pointer } from './koffi.ts';

/**
 * The version of the C API that is asked for. Later ones only add functions at the end, so the places below hold for
 * all of them; a library that lacks it says so.
 */
const apiVersion = 17;

/** Places of functions in onnxruntime's table (`OrtApi`), whose order is part of its contract. */
const places = {
  getErrorMessage: 2,
  createEnv: 3,
  createSessionFromArray: 8,
  run: 9,
  createSessionOptions: 10,
  disableMemPattern: 17,
  setLogSeverity: 22,
  setOptimizationLevel: 23,
  setIntraOpThreads: 24,
  createTensorWithData: 49,
  createCpuMemoryInfo: 69,
  releaseStatus: 93,
  releaseSession: 95,
  releaseValue: 96,
  releaseSessionOptions: 100,
} as const;

const signatures: Readonly<Record<keyof typeof places, string>> = {
  getErrorMessage: 'const char *(void *status)',
  createEnv: 'void *(int level, const char *name, _Out_ void **env)',
  createSessionFromArray:
    'void *(void *env, const void *model, size_t length, void *options, _Out_ void **session)',
  run: 'void *(void *session, void *options, void *inputNames, void *inputs, size_t inputCount, void *outputNames, size_t outputCount, void *outputs)',
  createSessionOptions: 'void *(_Out_ void **options)',
  disableMemPattern: 'void *(void *options)',
  setLogSeverity: 'void *(void *options, int level)',
  setOptimizationLevel: 'void *(void *options, int level)',
  setIntraOpThreads: 'void *(void *options, int threads)',
  createTensorWithData:
    'void *(void *info, void *data, size_t bytes, void *shape, size_t rank, int type, _Out_ void **value)',
  createCpuMemoryInfo: 'void *(int allocator, int memory, _Out_ void **info)',
  releaseStatus: 'void (void *status)',
  releaseSession: 'void (void *session)',
  releaseValue: 'void (void *value)',
  releaseSessionOptions: 'void (void *options)',
};

type Name = keyof typeof places;
type NativeFunction = (...args: unknown[]) => unknown;

/** onnxruntime by its C API: what it makes lies where we say, so that nothing is copied. */
export class OrtLibrary {
  readonly koffi: Koffi;
  /** Describes memory of the process itself. */
  readonly memory: Pointer;
  private readonly functions: Readonly<Record<Name, NativeFunction>>;
  private readonly env: Pointer;

  /** @throws where the library is none, or lacks the version of its API */
  constructor(koffi: Koffi, path: string) {
    this.koffi = koffi;
    const base = koffi.load(path).func('void *OrtGetApiBase()')();
    const getApi = functionAt(koffi, base, 0, 'void *(uint32_t version)');
    const table = getApi(apiVersion);
    if (table === null) throw new Error(`onnxruntime has no version ${apiVersion} of its C API.`);
    const entries = Object.entries(places).map(([name, place]) => {
      return [name, functionAt(koffi, table, place, signatures[name as Name])] as const;
    });
    this.functions = Object.fromEntries(entries) as Record<Name, NativeFunction>;
    this.env = this.make('createEnv', 3, 'kmodel');
    this.memory = this.make('createCpuMemoryInfo', 1, 0);
  }

  /** Calls a function that may fail. @throws what onnxruntime says */
  call(name: Name, ...args: readonly unknown[]): void {
    const status = this.functions[name](...args);
    if (status === null) return;
    const message = String(this.functions.getErrorMessage(status));
    this.functions.releaseStatus(status);
    throw new Error(message);
  }

  /** Calls a function whose last argument takes what it makes. */
  make(name: Name, ...args: readonly unknown[]): Pointer {
    const made: [Pointer] = [null];
    this.call(name, ...args, made);
    return made[0];
  }

  /** Lets go of what a function made. */
  release(name: Name, pointer: Pointer): void {
    this.functions[name](pointer);
  }

  createSession(model: Uint8Array, threads: number | undefined): Pointer {
    const options = this.make('createSessionOptions');
    try {
      this.call('setLogSeverity', options, 3);
      // All optimizations, those for this machine among them.
      this.call('setOptimizationLevel', options, 99);
      this.call('disableMemPattern', options);
      if (threads !== undefined) this.call('setIntraOpThreads', options, threads);
      return this.make('createSessionFromArray', this.env, model, model.byteLength, options);
    } finally {
      this.release('releaseSessionOptions', options);
    }
  }
}

function functionAt(koffi: Koffi, table: unknown, place: number, signature: string): NativeFunction {
  const width = 8;
  const pointer = koffi.decode(table, place * width, 'void *');
  return koffi.decode(pointer, koffi.proto(signature)) as NativeFunction;
}

/** The library that the first of several packages with onnxruntime's binding brings along, or undefined. */
export function findLibrary(packages: readonly string[]): string | undefined {
  for (const name of packages) {
    const library = libraryIn(name);
    if (library !== undefined) return library;
  }
  return undefined;
}

function libraryIn(packageName: string): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    const root = dirname(require.resolve(`${packageName}/package.json`));
    const [api] = readdirSync(join(root, 'bin')) as [string];
    const folder = join(root, 'bin', api, process.platform, process.arch);
    const file = readdirSync(folder).find((name) =>
      /^(libonnxruntime\.(so|\d)|onnxruntime\.dll$)/.test(name),
    );
    return file === undefined ? undefined : join(folder, file);
  } catch {
    return undefined;
  }
}
