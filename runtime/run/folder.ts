import { mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../../compiler/graph/run-files.ts';
import { isFolder, requireWritableFolder, writeFileAtomic } from '../files.ts';

export { runFiles };

/** Looks into the model, in the folder of a run. */
export const histogramsFile = join(runFiles.summaries, 'histograms.jsonl');

/** What the model says to samples at the end of a run, beside what it should say. */
export const evaluationFile = join(runFiles.summaries, 'evaluation.json');

const latest = 'latest';

/**
 * Makes the next numbered folder for a run, `parent/1`, `parent/2`, …, and has `parent/latest` point to it.
 * @throws KmodelError where it cannot be written
 */
export function makeNumberedFolder(parent: string): string {
  requireWritableFolder(parent);
  mkdirSync(parent, { recursive: true });
  for (let number = greatestNumber(parent) + 1; ; number++) {
    try {
      // Another run may take the number at the same moment: making the folder decides.
      mkdirSync(join(parent, String(number)));
    } catch (error) {
      if ((error as { readonly code?: string }).code === 'EEXIST') continue;
      throw error;
    }
    pointTo(parent, String(number));
    return join(parent, String(number));
  }
}

/** The newest numbered folder, or undefined where there is none. */
export function latestFolder(parent: string): string | undefined {
  const name = linked(parent) ?? String(greatestNumber(parent));
  const folder = join(parent, name);
  return /^\d+$/.test(name) && isFolder(folder) ? folder : undefined;
}

function greatestNumber(parent: string): number {
  const names = isFolder(parent) ? readdirSync(parent) : [];
  return Math.max(0, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
}

function linked(parent: string): string | undefined {
  const path = join(parent, latest);
  try {
    return readlinkSync(path);
  } catch {
    // No link: a file with the name stands for one where the system makes none.
  }
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function pointTo(parent: string, name: string): void {
  const path = join(parent, latest);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    rmSync(temporary, { force: true });
    symlinkSync(name, temporary, 'dir');
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
    writeFileAtomic(path, `${name}\n`);
  }
}

/** Removes what a run that was killed had half-written; the folder must be locked. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.\d+\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
  }
}

/** Removes the files of the run in a folder, so that none of them passes for one of the next run. */
export function removeRun(folder: string): void {
  for (const name of Object.values(runFiles)) rmSync(join(folder, name), { recursive: true, force: true });
}
