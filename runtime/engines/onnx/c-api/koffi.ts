/** An address; 0 and null are the same. */
export type Pointer = bigint | object | null;

/** A function in C, which may also be called in a thread of koffi's: the last argument of `async` hears how it ended. */
export interface NativeFunction {
  (...args: unknown[]): unknown;
  readonly async: (...args: unknown[]) => void;
}

/** What of koffi is used: calls of functions in C, by their address. */
export interface Koffi {
  load(path: string): { func(definition: string): NativeFunction };
  proto(definition: string): object;
  decode(value: unknown, offset: number, type: string): unknown;
  decode(value: unknown, type: object): unknown;
  address(value: unknown): bigint;
}

/** koffi where it is installed: it is nothing that kmodel needs. */
export async function loadKoffi(): Promise<Koffi | undefined> {
  // A name that is not written out keeps bundlers and the compiler from asking for the package.
  const name = 'koffi';
  try {
    const module = (await import(name)) as { readonly default: Koffi };
    return module.default;
  } catch {
    return undefined;
  }
}
