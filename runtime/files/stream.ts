import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { KmodelError } from '../errors.ts';
import { refuseChanged } from './changed.ts';
import { codeOf, reasonOf } from './reasons.ts';

const pieceSize = 2 ** 20;

/**
 * The bytes of a file or a pipe, piece by piece; each piece is the reader's own.
 * @throws KmodelError that says why it cannot be read, or that it changed while it was read
 */
export async function* piecesOf(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const descriptor = open(path);
  try {
    const before = fstatSync(descriptor);
    if (!before.isFile() && !before.isFIFO()) throw notReadable(path, before);
    // What is added meanwhile is not read: there might be no end of it.
    let left = before.isFile() ? before.size : Infinity;
    while (left > 0) {
      const piece = new Uint8Array(Math.min(pieceSize, left));
      const count = readAvailable(path, descriptor, piece);
      if (count === 0) break;
      if (count === undefined) await wait(2);
      else {
        left -= count;
        yield piece.subarray(0, count);
      }
    }
    if (before.isFile()) refuseChanged(path, before, fstatSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

/** Without `O_NONBLOCK`, opening a pipe that nobody writes to would wait for ever. */
function open(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new KmodelError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}

/** What stands in a file or pipe; undefined where the writer of a pipe has nothing yet. */
function readAvailable(path: string, descriptor: number, into: Uint8Array): number | undefined {
  try {
    return readSync(descriptor, into);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined;
    throw new KmodelError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}

function notReadable(path: string, stats: Stats): KmodelError {
  const kind = stats.isDirectory() ? 'a folder' : stats.isSocket() ? 'a socket' : 'a device';
  return new KmodelError(`${path} cannot be read: it is ${kind}, where a file is needed.`);
}
