import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { appendFileSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { KmodelError } from '../errors.ts';
import { reasonOf } from '../files.ts';
import { maskedCrc32c } from './crc32c.ts';
import { EventSchema } from './event_pb.ts';

type EventContent = MessageInitShape<typeof EventSchema>['what'];

/** One file of events, as TensorBoard reads it: records of a length, its checksum, the event, its checksum. */
export class EventFile {
  readonly #path: string;
  #waiting: Uint8Array[] = [];

  /**
   * Begins a file with a name of its own, so that a run which goes on leaves what is there.
   * @throws KmodelError where it cannot be written
   */
  constructor(folder: string) {
    const seconds = Math.floor(Date.now() / 1000);
    this.#path = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${nextNumber++}`);
    guarded(folder, () => mkdirSync(folder, { recursive: true }));
    this.write(0, { case: 'fileVersion', value: 'brain.Event:2' });
  }

  write(step: number, what: EventContent): void {
    const event = create(EventSchema, { wallTime: Date.now() / 1000, step: BigInt(step), what });
    this.#waiting.push(record(toBinary(EventSchema, event)));
  }

  scalar(step: number, tag: string, value: number): void {
    this.write(step, { case: 'summary', value: { value: [{ tag, value: { case: 'simpleValue', value } }] } });
  }

  /** @throws KmodelError where the file cannot be written */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    guarded(this.#path, () => appendFileSync(this.#path, bytes));
  }
}

let nextNumber = 0;

function guarded(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new KmodelError(`${path} cannot be written: ${reasonOf(error)}.`);
  }
}

function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}
