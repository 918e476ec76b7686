import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { compileModel, withImportPaths, type ModelGraph } from '../../compiler/index.ts';
import { isFile, writeFileAtomic } from '../files.ts';
import type { ModelText } from '../model/options.ts';
import { createNodeHost, existingFile } from '../node-host.ts';
import { importPath } from '../saved/container.ts';
import { runFiles } from './folder.ts';
import type { RunEntry } from './list.ts';

/**
 * Writes a model's text into its run's folder, as {@link textFiles} has it. What the file imports is written as it
 * stands there.
 */
export function writeModelText(folder: string, text: ModelText): void {
  rmSync(join(folder, runFiles.imports), { recursive: true, force: true });
  for (const [path, content] of textFiles(text)) {
    const target = join(folder, ...path.split('/'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileAtomic(target, content);
  }
}

/**
 * A model's text as files of one folder: the file itself as `model.kmodel`, first, and the files that it imports
 * under `model/`, in the folders that they have to each other.
 */
export function textFiles({ entry, files }: ModelText): ReadonlyMap<string, string> {
  const imported = [...files.keys()].filter((path) => path !== entry && !path.startsWith('kmodel:'));
  const root = commonFolder(imported);
  return new Map([
    [runFiles.text, withImportsUnder(entry, files, root)],
    ...imported.map(
      (path) => [`${runFiles.imports}/${posix.relative(root, path)}`, files.get(path)!] as const,
    ),
  ]);
}

/** The text of the model that a run trained; undefined where the run was not made from a file. */
export function textOfRun({ path }: Pick<RunEntry, 'path'>): string | undefined {
  const file = join(path, runFiles.text);
  return isFile(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The model that a run trained, from the text in its folder; undefined where there is none that compiles. */
export function modelOfRun({ path, record }: Pick<RunEntry, 'path' | 'record'>): ModelGraph | undefined {
  const file = join(path, runFiles.text);
  if (!isFile(file)) return undefined;
  const parameters = Object.fromEntries(
    Object.entries(record.parameters).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  return compileModel(existingFile(file), createNodeHost(), { model: record.model, parameters }).graph;
}

/** SHA-256 of all texts of a model, its own first, whatever folders they lie in. */
export function textFingerprint({ entry, files }: ModelText): string {
  const hash = createHash('sha256');
  const others = [...files].filter(([path]) => path !== entry).map(([, text]) => text);
  for (const text of [files.get(entry) ?? '', ...others.sort()]) hash.update(`${text.length}\n${text}`);
  return hash.digest('hex');
}

/** The innermost folder in which all of these files lie. */
function commonFolder(paths: readonly string[]): string {
  let root = paths[0] === undefined ? '' : posix.dirname(paths[0]);
  for (const path of paths) {
    while (root !== posix.dirname(root) && posix.relative(root, path).startsWith('..'))
      root = posix.dirname(root);
  }
  return root;
}

/** The text of the entry with its imports from `./model/…`. */
function withImportsUnder(entry: string, files: ModelText['files'], root: string): string {
  return withImportPaths(entry, files.get(entry) ?? '', (specifier) => {
    const target = importPath(entry, specifier);
    return files.has(target) ? `./${runFiles.imports}/${posix.relative(root, target)}` : undefined;
  });
}
