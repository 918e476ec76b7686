import { closeSync, fstatSync, openSync, readdirSync, readSync, type Dirent } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Logs } from '../callbacks/callback.ts';
import { KmodelError } from '../errors.ts';
import { isFile, isFolder, reasonOf } from '../files.ts';
import { parseEvents, type EpochEvent, type RunEvent } from './events.ts';
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
/** The end of a file of events in which the last epoch is looked for first, in bytes. */
const tail = 64 * 1024;

/**
 * The runs below a folder, the newest first; the folder may be a run itself.
 * @throws KmodelError where it is no folder, or cannot be read
 */
export function listRuns(folder: string): readonly RunEntry[] {
  if (!isFolder(folder)) {
    throw new KmodelError(
      `There is no folder ${folder}.`,
      'Train a model first (`kmodel train`), or name the folder that holds the runs.',
    );
  }
  const found: RunEntry[] = [];
  const visit = (path: string, depth: number): void => {
    const run = readRun(path, folder);
    if (run) found.push(run);
    if (run || depth === deepest) return;
    for (const entry of entriesOf(path, depth === 0)) {
      // `latest` is a link to one of the others.
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        visit(join(path, entry.name), depth + 1);
    }
  };
  visit(folder, 0);
  return found.sort((a, b) => b.record.start.localeCompare(a.record.start) || a.name.localeCompare(b.name));
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
    name: relative(below, path) || basename(path),
    path,
    record,
    state: stateOf(path, record),
    epochs: epoch?.epoch ?? 0,
    logs: epoch?.logs ?? {},
  };
}

/** A process that was killed could not write its end. */
function stateOf(path: string, { state }: RunRecord): RunState {
  return state === 'running' && !isLocked(path) ? 'interrupted' : state;
}

function lastEpoch(folder: string): EpochEvent | undefined {
  const path = join(folder, runFiles.events);
  if (!isFile(path)) return undefined;
  const isEpoch = (event: RunEvent): event is EpochEvent => event.event === 'epoch';
  const near = parseEvents(readTail(path, tail)).findLast(isEpoch);
  return near ?? parseEvents(readTail(path, Infinity)).findLast(isEpoch);
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
