import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Koffi, NativeFunction, Pointer } from './koffi.ts';

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
  enableProfiling: 14,
  disableMemPattern: 17,
  setLogSeverity: 22,
  setOptimizationLevel: 23,
  setIntraOpThreads: 24,
  createTensorWithData: 49,
  createMemoryInfo: 68,
  createCpuMemoryInfo: 69,
  allocatorFree: 76,
  getDefaultAllocator: 78,
  releaseStatus: 93,
  releaseSession: 95,
  releaseValue: 96,
  releaseSessionOptions: 100,
  endProfiling: 110,
  runWithBinding: 133,
  createIoBinding: 134,
  releaseIoBinding: 135,
  bindInput: 136,
  bindOutput: 137,
  bindOutputToDevice: 138,
  getBoundOutputValues: 140,
  clearBoundInputs: 141,
  clearBoundOutputs: 142,
  appendProvider: 216,
} as const;

/** How onnxruntime takes paths. */
const pathType = process.platform === 'win32' ? 'const char16_t *' : 'const char *';

const signatures: Readonly<Record<keyof typeof places, string>> = {
  getErrorMessage: 'const char *(void *status)',
  createEnv: 'void *(int level, const char *name, _Out_ void **env)',
  createSessionFromArray:
    'void *(void *env, const void *model, size_t length, void *options, _Out_ void **session)',
  run: 'void *(void *session, void *options, void *inputNames, void *inputs, size_t inputCount, void *outputNames, size_t outputCount, void *outputs)',
  createSessionOptions: 'void *(_Out_ void **options)',
  enableProfiling: `void *(void *options, ${pathType} prefix)`,
  disableMemPattern: 'void *(void *options)',
  setLogSeverity: 'void *(void *options, int level)',
  setOptimizationLevel: 'void *(void *options, int level)',
  setIntraOpThreads: 'void *(void *options, int threads)',
  createTensorWithData:
    'void *(void *info, void *data, size_t bytes, void *shape, size_t rank, int type, _Out_ void **value)',
  createMemoryInfo: 'void *(const char *name, int allocator, int device, int memory, _Out_ void **info)',
  allocatorFree: 'void *(void *allocator, void *memory)',
  getDefaultAllocator: 'void *(_Out_ void **allocator)',
  createCpuMemoryInfo: 'void *(int allocator, int memory, _Out_ void **info)',
  releaseStatus: 'void (void *status)',
  releaseSession: 'void (void *session)',
  releaseValue: 'void (void *value)',
  releaseSessionOptions: 'void (void *options)',
  endProfiling: 'void *(void *session, void *allocator, _Out_ void **path)',
  runWithBinding: 'void *(void *session, void *options, void *binding)',
  createIoBinding: 'void *(void *session, _Out_ void **binding)',
  releaseIoBinding: 'void (void *binding)',
  bindInput: 'void *(void *binding, const char *name, void *value)',
  bindOutput: 'void *(void *binding, const char *name, void *value)',
  bindOutputToDevice: 'void *(void *binding, const char *name, void *info)',
  getBoundOutputValues: 'void *(void *binding, void *allocator, _Out_ void **values, _Out_ size_t *count)',
  clearBoundInputs: 'void (void *binding)',
  clearBoundOutputs: 'void (void *binding)',
  appendProvider: 'void *(void *options, const char *name, void *keys, void *values, size_t count)',
};

type Name = keyof typeof places;

/** An execution provider: its name for onnxruntime, and settings of it; those that are empty are left out. */
export interface Provider {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface SessionOptions {
  readonly threads?: number | undefined;
  readonly provider?: Provider;
  /** Beginning of the name of a file that gets a trace, once the session is told to end it. */
  readonly profile?: string | undefined;
}

/** onnxruntime by its C API: what it makes lies where we say, so that nothing is copied. */
export class OrtLibrary {
  readonly koffi: Koffi;
  /** Held, since koffi unloads a library that nobody holds, and its functions are called by their addresses. */
  readonly loaded: ReturnType<Koffi['load']>;
  /** Describes memory of the process itself. */
  readonly memory: Pointer;
  private readonly functions: Readonly<Record<Name, NativeFunction>>;
  private readonly env: Pointer;

  /** @throws where the library is none, or lacks the version of its API */
  constructor(koffi: Koffi, path: string) {
    this.koffi = koffi;
    this.loaded = koffi.load(path);
    const base = this.loaded.func('void *OrtGetApiBase()')();
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
    this.check(this.functions[name](...args));
  }

  /**
   * The same in another thread, while JavaScript goes on: what the arguments point to must be held until then.
   * @throws what onnxruntime says
   */
  async callBeside(name: Name, ...args: readonly unknown[]): Promise<void> {
    const status = await new Promise<unknown>((resolve, reject) => {
      const end = (error: Error | null, result: unknown): void => (error ? reject(error) : resolve(result));
      this.functions[name].async(...args, end);
    });
    this.check(status);
  }

  private check(status: unknown): void {
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

  /**
   * @param options `threads` within one op, the `provider` that runs what it can, and whether to keep a trace
   * @throws what onnxruntime says
   */
  createSession(model: Uint8Array, { threads, provider, profile }: SessionOptions): Pointer {
    const options = this.make('createSessionOptions');
    try {
      if (provider !== undefined) this.appendProvider(options, provider);
      // Whatever fails is thrown: to log it, too, would say it twice.
      this.call('setLogSeverity', options, 4);
      // All optimizations, those for this machine among them.
      this.call('setOptimizationLevel', options, 99);
      this.call('disableMemPattern', options);
      if (profile !== undefined) this.call('enableProfiling', options, profile);
      if (threads !== undefined) this.call('setIntraOpThreads', options, threads);
      return this.make('createSessionFromArray', this.env, model, model.byteLength, options);
    } finally {
      this.release('releaseSessionOptions', options);
    }
  }

  private appendProvider(options: Pointer, { name, settings }: Provider): void {
    const given = Object.entries(settings).filter(([, value]) => value !== '');
    const keys = new Texts(
      this.koffi,
      given.map(([key]) => key),
    );
    const values = new Texts(
      this.koffi,
      given.map(([, value]) => value),
    );
    this.call('appendProvider', options, name, keys.pointers, values.pointers, given.length);
  }
}

/** Texts as C has them: a list of addresses of texts that end in 0. It holds them as long as it lives. */
export class Texts {
  readonly pointers: BigUint64Array;
  private readonly encoded: readonly Uint8Array[];

  constructor(koffi: Koffi, texts: readonly string[]) {
    const encoder = new TextEncoder();
    this.encoded = texts.map((text) => encoder.encode(`${text}\0`));
    this.pointers = BigUint64Array.from(this.encoded, (text) => koffi.address(text));
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
