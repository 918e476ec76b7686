import { closeSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { KmodelError } from '../../errors.ts';
import { codeOf, reasonOf } from '../../files.ts';

/** Writes go to the system in pieces of this size. */
const pieceSize = 2 ** 20;

/**
 * A file that lasts as long as the process, or until it is closed. Its name is taken away at once, where the system
 * allows that, so that a process that is killed leaves nothing behind.
 */
export class TemporaryFile {
  private readonly descriptor: number;
  private readonly folder: string;
  /** Undefined once the name is gone. */
  private path: string | undefined;
  private readonly pending = new Uint8Array(pieceSize);
  private filled = 0;
  private written = 0;
  private isClosed = false;
  private readonly atExit = (): void => this.removeName();

  /** @throws KmodelError where nothing can be written to the folder */
  constructor(folder: string) {
    this.folder = folder;
    const path = join(folder, `.kmodel-data-${randomUUID()}.tmp`);
    try {
      this.descriptor = openSync(path, 'wx+', 0o600);
    } catch (error) {
      throw this.unwritable(error);
    }
    this.path = path;
    this.removeName();
    if (this.path !== undefined) process.on('exit', this.atExit);
  }

  /** In bytes. */
  get size(): number {
    return this.written + this.filled;
  }

  /** @throws KmodelError where there is no room */
  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const count = Math.min(bytes.length - at, pieceSize - this.filled);
      this.pending.set(bytes.subarray(at, at + count), this.filled);
      this.filled += count;
      at += count;
      if (this.filled === pieceSize) this.flush();
    }
  }

  /** Hands over to the system what is left to write. */
  flush(): void {
    for (let at = 0; at < this.filled;) {
      try {
        at += writeSync(this.descriptor, this.pending, at, this.filled - at, this.written + at);
      } catch (error) {
        throw this.unwritable(error);
      }
    }
    this.written += this.filled;
    this.filled = 0;
  }

  /** Fills `target`, or a part of it, with the bytes from a position on. */
  read(position: number, target: Uint8Array, start = 0, length = target.length - start): void {
    for (let done = 0; done < length;) {
      const count = readSync(this.descriptor, target, start + done, length - done, position + done);
      if (count === 0) throw new KmodelError('The data that was kept on the disk is gone.');
      done += count;
    }
  }

  /** Gives the room back. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    ftruncateSync(this.descriptor);
    closeSync(this.descriptor);
    this.removeName();
    process.off('exit', this.atExit);
  }

  private removeName(): void {
    if (this.path === undefined) return;
    try {
      rmSync(this.path, { force: true });
      this.path = undefined;
    } catch {
      // Some systems keep the names of open files: then it goes when the file is closed.
    }
  }

  private unwritable(error: unknown): KmodelError {
    const isFull = codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';
    return new KmodelError(
      `Data that takes more than its share of the memory is kept in a file in ${this.folder}, which cannot be written: ${reasonOf(error)}.`,
      isFull
        ? 'Make room, train into a folder on another disk (`-o`), or let more stay in memory (`--memory MIB`).'
        : 'Train into another folder (`-o`), or let more stay in memory (`--memory MIB`).',
    );
  }
}
