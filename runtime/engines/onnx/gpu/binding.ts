import type { Pointer } from '../c-api/koffi.ts';
import type { OrtLibrary } from '../c-api/library.ts';

const pointerWidth = 8;

/** A session with places for its inputs and outputs, which may lie on the GPU or in the process's memory. */
export class Binding {
  private readonly library: OrtLibrary;
  private readonly session: Pointer;
  private readonly binding: Pointer;
  private readonly allocator: Pointer;
  private readonly isTraced: boolean;

  constructor(library: OrtLibrary, session: Pointer, isTraced: boolean) {
    this.library = library;
    this.session = session;
    this.isTraced = isTraced;
    this.binding = library.make('createIoBinding', session);
    this.allocator = library.make('getDefaultAllocator');
  }

  /** A value that lies elsewhere is copied to where the session wants it. */
  input(name: string, value: bigint): void {
    this.library.call('bindInput', this.binding, name, value);
  }

  /** The result is written into a value. */
  output(name: string, value: bigint): void {
    this.library.call('bindOutput', this.binding, name, value);
  }

  /** The result is made where `memory` says. */
  outputOn(name: string, memory: Pointer): void {
    this.library.call('bindOutputToDevice', this.binding, name, memory);
  }

  /** @returns the addresses of the results, in the order in which they were bound; the caller releases them */
  run(): readonly bigint[] {
    const { library, binding, allocator } = this;
    library.call('runWithBinding', this.session, null, binding);
    const list: [Pointer] = [null];
    const count: [number] = [0];
    library.call('getBoundOutputValues', binding, allocator, list, count);
    try {
      return Array.from({ length: Number(count[0]) }, (_, at) =>
        BigInt(library.koffi.decode(list[0], at * pointerWidth, 'uint64_t') as number | bigint),
      );
    } finally {
      if (list[0] !== null) library.call('allocatorFree', allocator, list[0]);
    }
  }

  /** Forgets what is bound: the next run makes new results. */
  clear(): void {
    this.library.release('clearBoundInputs', this.binding);
    this.library.release('clearBoundOutputs', this.binding);
  }

  release(): void {
    if (this.isTraced) {
      const path = this.library.make('endProfiling', this.session, this.allocator);
      this.library.call('allocatorFree', this.allocator, path);
    }
    this.library.release('releaseIoBinding', this.binding);
    this.library.release('releaseSession', this.session);
  }
}
