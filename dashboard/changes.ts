import { statSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../runtime/run/folder.ts';
import { listRuns } from '../runtime/run/list.ts';

/** How often the folder is looked at while somebody listens, in milliseconds. */
const period = 1000;

/** Tells listeners which runs have changed. Looks at the folder only while there is a listener. */
export class Changes {
  readonly #folder: string;
  readonly #listeners = new Set<(names: readonly string[]) => void>();
  #seen = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns what ends it */
  listen(listener: (names: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#timer) {
      this.#seen = this.#look();
      this.#timer = setInterval(() => this.#compare(), period);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #compare(): void {
    const now = this.#look();
    const names = new Set([...now.keys(), ...this.#seen.keys()]);
    const changed = [...names].filter((name) => now.get(name) !== this.#seen.get(name));
    this.#seen = now;
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
  }

  /** A text for each run that is another one where the run has changed. */
  #look(): Map<string, string> {
    try {
      return new Map(listRuns(this.#folder).map((run) => [run.name, `${run.state} ${sizeOf(run.path)}`]));
    } catch {
      // The folder may be away for a moment.
      return new Map();
    }
  }
}

function sizeOf(folder: string): string {
  const found = statSync(join(folder, runFiles.events), { throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeMs}` : '';
}
