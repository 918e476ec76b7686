import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { KmodelError } from '../errors.ts';

/** Who holds a lock. */
interface Holder {
  readonly process: number;
  readonly host: string;
  /** When the process began, as the system counts it: numbers of processes come again. */
  readonly began: string | null;
}

/** Locks of this process: two trainings in it must not share a folder either. */
const held = new Set<string>();

/**
 * Takes a folder for one run alone; what a process left behind that is gone is taken over.
 * @returns what gives it back; also done where the process ends on its own
 * @throws KmodelError where another run is writing into the folder
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, '.lock');
  while (!create(path)) {
    const holder = readHolder(path);
    if (holder && isAlive(holder, path)) {
      const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
      throw new KmodelError(
        `Another run is writing into ${folder} (process ${holder.process}${where}).`,
        `Take another folder, or wait for its end. If there is no such run, remove ${path}.`,
      );
    }
    rmSync(path, { force: true });
  }
  held.add(path);
  const release = (): void => {
    process.off('exit', release);
    if (held.delete(path)) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return release;
}

/** Whether a run is writing into a folder now. */
export function isLocked(folder: string): boolean {
  const path = join(folder, '.lock');
  const holder = readHolder(path);
  return holder !== undefined && isAlive(holder, path);
}

/** False where the file is there already. */
function create(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'EEXIST') return false;
    throw error;
  }
  const holder: Holder = { process: process.pid, host: hostname(), began: beginOf(process.pid) };
  try {
    writeSync(file, JSON.stringify(holder));
  } finally {
    closeSync(file);
  }
  return true;
}

/** Undefined for a lock that was not written whole: its process died while it wrote. */
function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder | null;
    return typeof holder?.process === 'number' ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** A process of another host cannot be asked for: it counts as alive. */
function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return true;
  if (holder.process === process.pid) return held.has(path);
  try {
    process.kill(holder.process, 0);
  } catch (error) {
    // A process of somebody else is there, but may not be sent a signal.
    return (error as { readonly code?: string }).code === 'EPERM';
  }
  return holder.began === null || beginOf(holder.process) === holder.began;
}

/** When a process began, in ticks since the system did; null where the system does not say. */
function beginOf(id: number): string | null {
  try {
    const status = readFileSync(`/proc/${id}/stat`, 'utf8');
    // The name of the program, in brackets, may hold spaces: fields are counted from its end.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
