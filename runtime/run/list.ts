import { closeSync, fstatSync, openSync, readdirSync, readSync, type Dirent } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { Logs } from '../callbacks/callback.ts';
import { KmodelError } from '../errors.ts';
import { isFile, isFolder, reasonOf } from '../files.ts';
import { parseEvents, type EpochEvent } from './events.ts';
import { runFiles } from './folder.ts';
import { isLocked } from './lock.ts';
import { readRecord, type RunRecord, type RunState } from './record.ts';

/** A run as lists show it. */
export interface RunEntry {
  /** Its path below the folder that was listed. */
  readonly name: string;
  readonly path: string;
  readonly record: RunRecord;
  /** As it is now: a run whose process is gone was interrupted. */
  readonly state: RunState;
  /** Whole epochs behind it. */
  readonly epochs: number;
  /** Of the last whole epoch. */
  readonly logs: Logs;
}

/** Folders deeper than this below the one that is listed are not looked into. */
const deepest = 5;
/** How much of the end of a file of events is looked at for the last epoch, in bytes, one after the other. */
const tails = [4096, 64 * 1024, Infinity];

/**
 * The runs below a folder, the newest first; the folder may be a run itself.
 * @throws KmodelError where it is no folder, or cannot be read
 */
export function listRuns(folder: string): readonly RunEntry[] {
  return runFolders(folder)
    .flatMap((path) => readRun(path, folder) ?? [])
    .sort((a, b) => b.record.start.localeCompare(a.record.start) || a.name.localeCompare(b.name));
}

/**
 * The folders below one in which there is a record of a run; links, such as `latest`, are not followed.
 * @throws KmodelError where the folder is none, or cannot be read
 */
export function runFolders(folder: string): readonly string[] {
  if (!isFolder(folder)) {
    throw new KmodelError(
      `There is no folder ${folder}.`,
      'Train a model first (`kmodel train`), or name the folder that holds the runs.',
    );
  }
  const found: string[] = [];
  const visit = (path: string, depth: number): void => {
    const isRun = isFile(join(path, runFiles.record));
    if (isRun) found.push(path);
    if (isRun || depth === deepest) return;
    for (const entry of entriesOf(path, depth === 0)) {
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        visit(join(path, entry.name), depth + 1);
    }
  };
  visit(folder, 0);
  return found;
}

/**
 * The run that a list of a folder names; undefined where it names none. A name is taken apart and looked up step by
 * step, so that none leads out of the folder, by `..` or by a link.
 */
export function listedRun(folder: string, name: string): RunEntry | undefined {
  if (name === basename(folder) && isFile(join(folder, runFiles.record))) return readRun(folder, folder);
  let path = folder;
  for (const part of name.split(sep)) {
    if (!entriesOf(path, false).some((entry) => entry.name === part && entry.isDirectory())) return undefined;
    path = join(path, part);
  }
  return readRun(path, folder);
}

/** What may not be read, or goes while it is listed, is passed over below the folder itself. */
function entriesOf(path: string, isTop: boolean): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (isTop) throw new KmodelError(`${path} cannot be read: ${reasonOf(error)}.`);
    return [];
  }
}

/** The run in a folder; undefined where there is none. */
export function readRun(path: string, below = path): RunEntry | undefined {
  const record = readRecord(path);
  if (!record) return undefined;
  const epoch = lastEpoch(path);
  return {
    name: nameOfRun(path, below),
    path,
    // A run that goes on, or was killed, has not written how long it took.
    record: record.end === null ? { ...record, seconds: epoch?.seconds ?? record.seconds } : record,
    state: stateOf(path, record),
    epochs: epoch?.epoch ?? 0,
    logs: epoch?.logs ?? {},
  };
}

/** What a list of a folder calls a run in it. */
export function nameOfRun(path: string, folder: string): string {
  return relative(folder, path) || basename(path);
}

/** A process that was killed could not write its end. */
function stateOf(path: string, { state }: RunRecord): RunState {
  return state === 'running' && !isLocked(path) ? 'interrupted' : state;
}

/** Lists of many runs wait for this: the end of the file has the last epoch, unless many steps came behind it. */
function lastEpoch(folder: string): EpochEvent | undefined {
  const path = join(folder, runFiles.events);
  if (!isFile(path)) return undefined;
  for (const length of tails) {
    const lines = readTail(path, length).split('\n');
    for (const line of lines.reverse()) {
      const [event] = parseEvents(line);
      if (event?.event === 'epoch') return event;
    }
  }
  return undefined;
}

function readTail(path: string, length: number): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, length));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * The run that is meant by a path, or by its name below a folder of runs.
 * @throws KmodelError where there is none
 */
export function findRun(name: string, folder: string): RunEntry {
  const candidates = [name, join(folder, name), join(name, 'latest'), join(folder, name, 'latest')];
  for (const path of candidates) {
    const run = isFolder(path) ? readRun(path, isInside(path, folder) ? folder : path) : undefined;
    if (run) return run;
  }
  throw new KmodelError(
    `There is no run \`${name}\`.`,
    `\`kmodel runs ${folder}\` lists those that there are.`,
  );
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..');
}
