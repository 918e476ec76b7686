import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { KmodelError } from './errors.ts';

/**
 * Writes a file so that there is always a whole one: into a temporary file beside it, synced, then renamed.
 * A full disk or a crash leaves what was there before.
 * @throws KmodelError that says why it cannot be written
 */
export function writeFileAtomic(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      writeWhole(file, typeof content === 'string' ? new TextEncoder().encode(content) : content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw new KmodelError(
      `${path} cannot be written: ${reasonOf(error)}.`,
      existsSync(path) ? 'The file that was there before is unharmed.' : undefined,
    );
  }
}

function writeWhole(file: number, content: Uint8Array): void {
  for (let written = 0; written < content.length;) written += writeSync(file, content, written);
}

/**
 * A whole file.
 * @throws KmodelError that says why it cannot be read
 */
export function readWhole(path: string): Uint8Array {
  try {
    return plainBytes(readFileSync(path));
  } catch (error) {
    throw new KmodelError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}

/** A Buffer as the Uint8Array that it is: `slice` then copies, rather than giving a view of shared memory. */
export function plainBytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What kept the file from being written can keep it from being removed; the first reason is the one to tell.
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** What went wrong, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as { readonly code?: string } | null)?.code;
  return (code && reasons[code]) ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EMFILE: 'too many files are open',
  EFBIG: 'it is too large',
  EEXIST: 'a file of that name is in the way',
};
