import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/** Editors write a file in several steps: changes this close together count as one, in milliseconds. */
const settleTime = 60;

/**
 * Runs something now, and again whenever one of the files that it names changes, until the process ends.
 * @param run does the work and returns the files to watch, which may be others each time
 */
export async function watchFiles(run: () => readonly string[]): Promise<void> {
  let files: ReadonlySet<string> = new Set(run());
  let watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  const update = (): void => {
    const folders = new Set([...files].map((file) => dirname(file)));
    const next = new Map<string, FSWatcher>();
    for (const folder of folders) {
      // Folders rather than files: saving often replaces a file by another one.
      next.set(folder, watchers.get(folder) ?? watch(folder, (_, name) => changed(folder, name)));
    }
    for (const [folder, watcher] of watchers) if (!next.has(folder)) watcher.close();
    watchers = next;
  };
  const changed = (folder: string, name: string | null): void => {
    if (name !== null && !files.has(`${folder}/${name}`)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      files = new Set([...files, ...run()]);
      update();
    }, settleTime);
  };
  update();
  await new Promise<void>(() => {});
}
