import type { EngineState, HostArray, HostTensor } from '../engine.ts';

/** State that lies in the program between steps; what is read is fetched, what is written goes along with the next step. */
export class TorchState implements EngineState {
  private readonly values = new Map<string, HostTensor>();
  /** Names whose values here are older than those of the program. */
  private readonly stale = new Set<string>();
  /** Names whose values the program has yet to get. */
  private readonly unsent = new Set<string>();
  private readonly fetch: (names: readonly string[]) => Readonly<Record<string, HostTensor>>;

  /** @param fetch reads values of the program, while JavaScript waits */
  constructor(fetch: (names: readonly string[]) => Readonly<Record<string, HostTensor>>) {
    this.fetch = fetch;
  }

  get names(): readonly string[] {
    return [...this.values.keys()];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  read(name: string): HostTensor {
    if (this.stale.has(name)) this.refresh();
    const value = this.values.get(name);
    if (!value) throw new Error(`The state has no ${name}.`);
    return copied(value);
  }

  write(name: string, tensor: HostTensor): void {
    this.values.set(name, copied(tensor));
    this.stale.delete(name);
    this.unsent.add(name);
  }

  delete(name: string): void {
    this.values.delete(name);
    this.stale.delete(name);
    this.unsent.delete(name);
  }

  /** Gets all that has changed: the program then runs for another state. */
  refresh(): void {
    if (this.stale.size === 0) return;
    for (const [name, value] of Object.entries(this.fetch([...this.stale]))) this.values.set(name, value);
    this.stale.clear();
  }

  /** What the program has yet to get; it is taken as sent. */
  takeUnsent(): Readonly<Record<string, HostTensor>> {
    const found = [...this.unsent].map((name) => [name, this.values.get(name)!] as const);
    this.unsent.clear();
    return Object.fromEntries(found);
  }

  /** The program has none of it. */
  sendAll(): void {
    for (const name of this.values.keys()) this.unsent.add(name);
  }

  /** Steps have changed these. */
  changed(names: Iterable<string>): void {
    for (const name of names) this.stale.add(name);
  }
}

function copied({ dtype, shape, data }: HostTensor): HostTensor {
  return { dtype, shape, data: data.slice() as HostArray };
}
