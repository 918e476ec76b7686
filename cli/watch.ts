import { watch, type FSWatcher } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { KmodelError } from '../runtime/errors.ts';
import { codeOf, isFolder } from '../runtime/files.ts';
import { UsageError } from './exit-codes.ts';
import { reportError } from './report.ts';

/** Editors write a file in several steps: changes this close together count as one, in milliseconds. */
const settleTime = 60;

/** Stands among watched files for every model file that is in a folder or comes into it. */
export function anyModelIn(folder: string): string {
  return `${resolve(folder)}/*.kmodel`;
}

/**
 * Runs something now, and again whenever one of the files that it names changes, until the process ends.
 * Editors and version control take files and folders away for a moment: what cannot be read then is reported, and
 * its coming back is a change as well.
 * @param run does the work and returns the files to watch, which may be others each time
 * @throws what the first run throws: a file that never was there is no change to wait for
 */
export async function watchFiles(run: () => readonly string[]): Promise<void> {
  let files: ReadonlySet<string> = new Set(run());
  let watchers: readonly FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;

  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      files = new Set([...files, ...runAgain(run)]);
      update();
    }, settleTime);
  };
  // All anew each time: a folder that was away and is back is another one to the system.
  const update = (): void => {
    for (const watcher of watchers) watcher.close();
    const folders = new Set([...files].map((file) => dirname(file)));
    watchers = [...folders].flatMap((folder) => watchFolder(folder, files, changed));
  };
  update();
  await new Promise<void>(() => {});
}

function runAgain(run: () => readonly string[]): readonly string[] {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof KmodelError || error instanceof UsageError)) throw error;
    reportError(error);
    return [];
  }
}

/** Watches a folder rather than its files, since saving often replaces a file by another one. */
function watchFolder(folder: string, files: ReadonlySet<string>, changed: () => void): readonly FSWatcher[] {
  const present = nearestFolder(folder);
  try {
    const watcher = watch(present, (_, name) => {
      const isWatched = (path: string): boolean => files.has(`${folder}/${path}`);
      if (present !== folder || name === null || isWatched(name)) changed();
      else if (name.endsWith('.kmodel') && isWatched('*.kmodel')) changed();
    });
    return [watcher.on('error', changed)];
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    // It went away in this very moment: looking again finds what is there instead.
    changed();
    return [];
  }
}

/** The folder itself, or while it is away the nearest one above it that is there. */
function nearestFolder(folder: string): string {
  return isFolder(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}
