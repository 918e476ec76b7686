import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { KmodelError } from '../errors.ts';
import { defaultMaxUnpacked, refuseBomb, type UnpackLimits } from './limits.ts';
import { refuseChanged } from './changed.ts';
import { codeOf, reasonOf } from './reasons.ts';
import { waitForOtherEnd } from './wait.ts';

/** No call reads more at once: the system takes at most 2 GiB. */
const atOnce = 2 ** 30;
const pipePiece = 2 ** 16;

/** An open file that is read piece by piece. */
export interface OpenFile {
  /** In bytes. */
  readonly size: number;
  /** Bytes from a position on: as many as asked for, or up to the end. */
  read(position: number, length: number): Uint8Array<ArrayBuffer>;
}

/**
 * Opens a plain file while something is done with it.
 * @throws KmodelError that says why it cannot be read: devices never end, and so are refused
 */
export function withFile<T>(path: string, use: (file: OpenFile) => T): T {
  return withDescriptor(path, (descriptor) => use(plainFile(path, descriptor)));
}

function plainFile(path: string, descriptor: number): OpenFile {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) {
    throw new KmodelError(`${path} cannot be read: it is ${kindOf(stats)}, where a file is needed.`);
  }
  return {
    size: stats.size,
    read: (position, length) =>
      readAt(path, descriptor, position, Math.max(0, Math.min(length, stats.size - position))),
  };
}

/** A plain file that stays open until it is closed. */
export interface KeptFile extends OpenFile {
  /** @throws KmodelError where it was written to since it was opened */
  requireUnchanged(): void;
  close(): void;
}

/**
 * Opens a plain file to read it some time.
 * @throws KmodelError as {@link withFile}
 */
export function openFile(path: string): KeptFile {
  // What is opened here is closed by whoever takes it, unless it is no plain file.
  return withDescriptor(
    path,
    (descriptor) => {
      const before = fstatSync(descriptor);
      return {
        ...plainFile(path, descriptor),
        requireUnchanged: () => refuseChanged(path, before, fstatSync(descriptor)),
        close: () => closeSync(descriptor),
      };
    },
    'keep open',
  );
}

/**
 * A whole file, or all that comes out of a pipe.
 * @throws KmodelError that says why it cannot be read, or that a pipe holds more than the limit
 */
export function readWhole(path: string, limits: UnpackLimits = {}): Uint8Array<ArrayBuffer> {
  return withDescriptor(path, (descriptor) => {
    const stats = fstatSync(descriptor);
    if (stats.isFIFO()) return readPipe(path, descriptor, limits);
    if (stats.isFile()) return readAt(path, descriptor, 0, stats.size);
    throw new KmodelError(`${path} cannot be read: it is ${kindOf(stats)}, where a file is needed.`);
  });
}

/** A Buffer as the Uint8Array that it is: `slice` then copies, rather than giving a view of shared memory. */
export function plainBytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function withDescriptor<T>(
  path: string,
  use: (descriptor: number) => T,
  afterwards: 'close' | 'keep open' = 'close',
): T {
  let descriptor: number | undefined;
  let isKept = false;
  try {
    // Without `O_NONBLOCK`, opening a pipe that nobody writes to would wait for ever.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const result = use(descriptor);
    isKept = afterwards === 'keep open';
    return result;
  } catch (error) {
    if (error instanceof KmodelError || codeOf(error) === undefined) throw error;
    throw new KmodelError(`${path} cannot be read: ${reasonOf(error)}.`);
  } finally {
    if (descriptor !== undefined && !isKept) closeSync(descriptor);
  }
}

function readAt(path: string, descriptor: number, position: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = allocate(path, length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(descriptor, bytes, filled, Math.min(atOnce, length - filled), position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled === length ? bytes : bytes.slice(0, filled);
}

function readPipe(path: string, descriptor: number, limits: UnpackLimits): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const piece = new Uint8Array(pipePiece);
    const count = readAvailable(descriptor, piece);
    if (count === 0) break;
    if (count === undefined) {
      waitForOtherEnd();
      continue;
    }
    pieces.push(piece.subarray(0, count));
    length += count;
    if (length > (limits.maxUnpacked ?? defaultMaxUnpacked)) refuseBomb(path, Infinity, limits);
  }
  const whole = allocate(path, length);
  let filled = 0;
  for (const piece of pieces) {
    whole.set(piece, filled);
    filled += piece.length;
  }
  return whole;
}

/** What stands in a pipe; undefined where its writer has nothing yet. */
function readAvailable(descriptor: number, into: Uint8Array): number | undefined {
  try {
    return readSync(descriptor, into);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

function allocate(path: string, length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch {
    throw new KmodelError(
      `${path} holds ${Math.round(length / 2 ** 20)} MiB, which Node ${process.versions.node} cannot hold in one piece.`,
    );
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}
