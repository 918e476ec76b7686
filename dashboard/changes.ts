import { statSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationFile, histogramsFile, runFiles } from '../runtime/run/folder.ts';
import { nameOfRun, runFolders } from '../runtime/run/list.ts';
import { isLocked } from '../runtime/run/lock.ts';

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

  /** For each run a text that is another one where the run has changed; nothing is read for it. */
  #look(): Map<string, string> {
    try {
      return new Map(
        runFolders(this.#folder).map((path) => [nameOfRun(path, this.#folder), signatureOf(path)]),
      );
    } catch {
      // The folder may be away for a moment.
      return new Map();
    }
  }
}

/** Of a run whose process was killed nothing changes but that its lock is no longer held. */
function signatureOf(folder: string): string {
  const changed = [runFiles.record, runFiles.events, histogramsFile, evaluationFile].map((file) => {
    const found = statSync(join(folder, file), { throwIfNoEntry: false });
    return found ? `${found.size} ${found.mtimeMs}` : '';
  });
  return [...changed, isLocked(folder)].join(' ');
}
