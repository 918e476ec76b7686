import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { KmodelError } from '../errors.ts';
import { statsOf } from './kinds.ts';
import { codeOf, reasonOf } from './reasons.ts';
import { waitForOtherEnd } from './wait.ts';

/** A file's content, whole or in pieces that follow each other: no piece need fit a text or an array as a whole. */
export type FileContent = Uint8Array | string | Iterable<Uint8Array | string>;

/** No call writes more at once: the system takes at most 2 GiB. */
const atOnce = 2 ** 30;
const mostLinks = 40;

/**
 * Writes a file so that there is always a whole one: into a temporary file beside it, synced, then renamed.
 * A full disk or a crash leaves what was there before. Links stay, and what they lead to is written; a file keeps
 * its mode and, where the system lets it, its owner; devices and pipes are written into, since they cannot be
 * replaced, and so is a file with several names, of which only one would be renamed.
 * @throws KmodelError that says why it cannot be written
 */
export function writeFileAtomic(path: string, content: FileContent): void {
  const file = beginFile(path);
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) file.write(content);
    else for (const piece of content) file.write(piece);
    file.finish();
  } catch (error) {
    file.abandon();
    throw error;
  }
}

/** A file that is written piece by piece, and takes the place of the one before when it is whole. */
export interface FileToBe {
  /** @throws KmodelError where there is no room, or the disk fails */
  write(piece: Uint8Array | string): void;
  /** Puts it in its place. @throws KmodelError as `write` */
  finish(): void;
  /** Leaves what was there before; nothing is done to a file that is finished. */
  abandon(): void;
}

/**
 * Begins a file as {@link writeFileAtomic} writes one.
 * @throws KmodelError that says why it cannot be written
 */
export function beginFile(path: string): FileToBe {
  const asKmodelError = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      if (error instanceof KmodelError || codeOf(error) === undefined) throw error;
      throw new KmodelError(
        `${path} cannot be written: ${reasonOf(error)}.`,
        statsOf(path)?.isFile() ? 'The file that was there before is unharmed.' : undefined,
      );
    }
  };
  const file = asKmodelError(() => {
    const target = followLinks(path);
    const before = statsOf(target);
    const isReplaced = standardDescriptor(target) === undefined && (!before || before.isFile());
    return isReplaced ? replacement(target, before) : intoDevice(target, before);
  });
  return {
    write: (piece) => asKmodelError(() => file.write(piece)),
    finish: () => asKmodelError(() => file.finish()),
    abandon: () => file.abandon(),
  };
}

function replacement(target: string, before: Stats | undefined): FileToBe {
  const temporary = `${target}.${process.pid}.tmp`;
  let file: number | undefined;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const abandon = (): void => {
    close();
    removeQuietly(temporary);
    process.off('exit', abandon);
  };
  // Whatever ends the process in order leaves nothing half-written.
  process.on('exit', abandon);
  try {
    mkdirSync(dirname(target), { recursive: true });
    file = openSync(temporary, 'w');
    if (before) keepOwnerAndMode(file, before);
  } catch (error) {
    abandon();
    throw error;
  }
  return {
    write: (piece) => writeWhole(file!, piece),
    finish: () => {
      fsyncSync(file!);
      close();
      if (before && before.nlink > 1) overwrite(target, temporary);
      else renameSync(temporary, target);
      process.off('exit', abandon);
    },
    abandon,
  };
}

/** Gives a file that has several names the content of another, which is whole and on the same disk. */
function overwrite(target: string, source: string): void {
  copyFileSync(source, target);
  rmSync(source, { force: true });
}

/** A change of the owner takes bits of the mode away: the mode comes second. */
function keepOwnerAndMode(file: number, before: Stats): void {
  try {
    fchownSync(file, before.uid, before.gid);
  } catch {
    // Only the superuser gives files away; the file is then its writer's.
  }
  fchmodSync(file, before.mode & 0o7777);
}

/** Writes into what is no plain file: a device or a pipe. */
function intoDevice(target: string, stats: Stats | undefined): FileToBe {
  if (stats?.isDirectory()) throw new KmodelError(`${target} cannot be written: it is a folder.`);
  const standard = standardDescriptor(target);
  // Without `O_NONBLOCK`, opening a pipe that nobody reads from would wait for ever.
  const file = standard ?? openSync(target, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0));
  let isOpen = standard === undefined;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return { write: (piece) => writeWhole(file, piece), finish: close, abandon: close };
}

/** The descriptor that a path such as `/dev/stdout` stands for: where it is a socket, it cannot be opened again. */
function standardDescriptor(path: string): number | undefined {
  const number = /^\/(?:dev\/fd|proc\/self\/fd)\/(\d+)$/.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

/**
 * Where a path leads: links followed, also one that leads to nothing yet.
 * A descriptor (`/proc/self/fd/1`) stays what it is: what its own link says is no path.
 */
function followLinks(path: string): string {
  let target = resolve(path);
  for (let links = 0; links < mostLinks; links++) {
    if (standardDescriptor(target) !== undefined || !isLink(target)) return target;
    target = resolve(realpathSync(dirname(target)), readlinkSync(target));
  }
  throw new KmodelError(`${path} cannot be written: its links go round in a circle.`);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function writeWhole(file: number, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(file, bytes, written, Math.min(atOnce, bytes.length - written));
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      waitForOtherEnd();
    }
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What kept the file from being written can keep it from being removed; the first reason is the one to tell.
  }
}

/**
 * Sees whether files can be written into a folder, or one made there, before work begins whose results go there.
 * Leaves nothing behind.
 * @throws KmodelError that says why not
 */
export function requireWritableFolder(folder: string): void {
  const probe = join(nearestPresent(resolve(folder)), `.${process.pid}.tmp`);
  try {
    closeSync(openSync(probe, 'w'));
  } catch (error) {
    throw new KmodelError(
      `Nothing can be written to ${folder}: ${reasonOf(error)}.`,
      'Choose another folder with `-o`.',
    );
  } finally {
    removeQuietly(probe);
  }
}

/** The path itself, or what is nearest above it. */
export function nearestPresent(path: string): string {
  return statsOf(path) || dirname(path) === path ? path : nearestPresent(dirname(path));
}
