import type { SizeValues } from '../../../compiler/ops/bind-sizes.ts';
import type { FoundSizes } from '../sizes.ts';

/** What `Sessions` holds: it is let go when nothing uses it any more. */
export interface Releasable {
  release(): Promise<void>;
}

interface Entry<S> {
  readonly session: Promise<S>;
  /** Runs in progress: a session is let go after the last of them. */
  users: number;
  isDropped: boolean;
}

/** How often sizes are met before their session takes the place of another one. */
const sightingsToReplace = 16;

/** Sizes whose sightings are counted. */
const mostSightings = 1000;

/** The key of the session for all sizes that have none of their own. */
const open = 'open';

/**
 * The sessions of one step. The first few sets of sizes get one each, which is faster than one for all sizes. Where
 * sizes vary freely, the others share one whose sizes are open, unless they come often.
 */
export class Sessions<S extends Releasable> {
  /** The one that was used longest ago first. */
  private readonly entries = new Map<string, Entry<S>>();
  private readonly sightings = new Map<string, number>();
  private readonly most: number;
  private readonly create: (sizes: SizeValues | undefined) => Promise<S>;

  /**
   * @param most sets of sizes that have a session of their own
   * @param create makes one for sizes, or one for whatever sizes
   */
  constructor(most: number, create: (sizes: SizeValues | undefined) => Promise<S>) {
    this.most = most;
    this.create = create;
  }

  /** Runs something on the session for sizes. */
  async use<T>(sizes: FoundSizes, run: (session: S) => Promise<T>): Promise<T> {
    const entry = this.entryFor(sizes);
    entry.users++;
    try {
      return await run(await entry.session);
    } finally {
      entry.users--;
      if (entry.isDropped && entry.users === 0) await (await entry.session).release();
    }
  }

  /** Lets go of all sessions, of those in use after their runs. */
  async clear(): Promise<void> {
    const keys = [...this.entries.keys()];
    await Promise.all(keys.map((key) => this.drop(key)));
  }

  private entryFor({ key, values }: FoundSizes): Entry<S> {
    const known = this.entries.get(key);
    if (known) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known;
    }
    const own = [...this.entries.keys()].filter((each) => each !== open);
    if (own.length < this.most) return this.add(key, values);
    if (this.sightingOf(key) < sightingsToReplace) return this.entries.get(open) ?? this.add(open, undefined);
    // Nobody waits for it: what fails in letting go of a session is no matter of this run.
    void this.drop(own[0]!).catch(() => undefined);
    return this.add(key, values);
  }

  private sightingOf(key: string): number {
    const count = (this.sightings.get(key) ?? 0) + 1;
    if (this.sightings.size >= mostSightings) this.sightings.clear();
    this.sightings.set(key, count);
    return count;
  }

  private add(key: string, sizes: SizeValues | undefined): Entry<S> {
    const session = this.create(sizes);
    const entry: Entry<S> = { session, users: 0, isDropped: false };
    this.entries.set(key, entry);
    // A session that could not be made is tried again by the next run; this one hears of it.
    session.catch(() => this.entries.delete(key));
    return entry;
  }

  private async drop(key: string): Promise<void> {
    const entry = this.entries.get(key)!;
    this.entries.delete(key);
    entry.isDropped = true;
    if (entry.users === 0) await (await entry.session).release();
  }
}
