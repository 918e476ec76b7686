import { statSync, type Stats } from 'node:fs';

/** What a path leads to, links followed; undefined where nothing is there, or nobody may look. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() ?? false;
}
