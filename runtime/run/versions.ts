import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { packageFile } from '../package-files.ts';

/** What a run was made with. */
export interface Versions {
  readonly kmodel: string;
  readonly node: string;
  /** What runs underneath: `onnxruntime 1.30.0`. */
  readonly engine: string;
}

export function versionsOf(engine: string): Versions {
  const text = readFileSync(packageFile('package.json'), 'utf8');
  return {
    kmodel: (JSON.parse(text) as { readonly version: string }).version,
    node: process.version,
    engine,
  };
}

/** The commit that is checked out where a folder lies in a Git repository, read from its files; else null. */
export function commitOf(folder: string): string | null {
  try {
    const git = gitFolder(resolve(folder));
    if (git === undefined) return null;
    const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
    if (!head.startsWith('ref: ')) return head;
    const name = head.slice('ref: '.length);
    // A further working tree keeps its branches with the first.
    const common = existsSync(join(git, 'commondir'))
      ? resolve(git, readFileSync(join(git, 'commondir'), 'utf8').trim())
      : git;
    for (const place of [git, common]) {
      if (existsSync(join(place, name))) return readFileSync(join(place, name), 'utf8').trim();
    }
    const packed = readFileSync(join(common, 'packed-refs'), 'utf8');
    return (
      packed
        .split('\n')
        .find((line) => line.endsWith(` ${name}`))
        ?.split(' ')[0] ?? null
    );
  } catch {
    return null;
  }
}

function gitFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, '.git');
    if (existsSync(path)) {
      if (statSync(path).isDirectory()) return path;
      return resolve(
        folder,
        readFileSync(path, 'utf8')
          .replace(/^gitdir: /, '')
          .trim(),
      );
    }
    if (dirname(folder) === folder) return undefined;
  }
}
