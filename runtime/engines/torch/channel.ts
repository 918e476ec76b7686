import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { DType } from '../../../compiler/shapes/types.ts';
import { TrainingError } from '../../errors.ts';
import type { HostArray, HostTensor } from '../engine.ts';
import { workerText } from './worker-text.ts';

type Tensors = Readonly<Record<string, HostTensor>>;

/** What is asked of the program: a command with its settings, and tensors. */
export interface Request {
  readonly command:
    'observe' | 'gradients' | 'train' | 'evaluate' | 'predict' | 'define' | 'call' | 'set' | 'get';
  readonly [setting: string]: unknown;
}

/** How the program begins: whether the first of all processes is on this machine, and how many there are. */
export interface Hello {
  readonly leads: boolean;
  readonly world: number;
}

interface Header {
  readonly id: number;
  readonly tensors: readonly (readonly [name: string, dtype: DType, shape: readonly number[]])[];
  readonly error?: string;
  readonly leads?: boolean;
  readonly world?: number;
}

/** What the worker says: an answer, or that the program has ended. */
type Message =
  | { readonly kind: 'answer'; readonly header: Header; readonly data: ArrayBuffer }
  | { readonly kind: 'end'; readonly code: number | null; readonly stderr: string };

interface Waiting {
  readonly resolve: (message: Message) => void;
}

/**
 * A program of Python that is asked and answers. A thread of its own holds its pipes, so that state can be read while
 * JavaScript waits.
 */
export class Channel {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  private readonly signal = new Int32Array(new SharedArrayBuffer(4));
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  private ended: Extract<Message, { kind: 'end' }> | undefined;
  private readonly endings: (() => void)[] = [];

  constructor(command: string, args: readonly string[], cwd: string) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = new Worker(workerText, {
      eval: true,
      workerData: { command, args, cwd, port: port2, signal: this.signal },
      transferList: [port2],
    });
    port1.on('message', (message: Message) => this.take(message));
    port1.unref();
    this.worker.unref();
  }

  /**
   * Waits for the program to begin.
   * @throws TrainingError where it ends instead
   */
  async hello(): Promise<Hello> {
    const { leads = true, world = 1 } = this.checked(await this.answerTo(0)).header;
    return { leads, world };
  }

  /** @throws TrainingError where the program fails, or has ended */
  async ask(request: Request, tensors: Tensors = {}): Promise<Tensors> {
    const id = this.send(request, tensors);
    return tensorsOf(this.checked(await this.answerTo(id)));
  }

  /** The same, while nothing else runs. */
  askNow(request: Request, tensors: Tensors = {}): Tensors {
    const id = this.send(request, tensors);
    let found: Message | undefined;
    this.waiting.set(id, { resolve: (message) => (found = message) });
    while (!found && !this.ended) {
      const before = Atomics.load(this.signal, 0);
      const received = receiveMessageOnPort(this.port) as { readonly message: Message } | undefined;
      if (received) this.take(received.message);
      else Atomics.wait(this.signal, 0, before);
    }
    return tensorsOf(this.checked(found ?? this.ended!));
  }

  /** Resolves when the program has ended. @returns its exit code */
  async whenEnded(): Promise<number | null> {
    if (!this.ended) {
      this.port.ref();
      await new Promise<void>((done) => this.endings.push(done));
    }
    return this.ended!.code;
  }

  /** Ends the program: it leaves once it has nothing more to read. */
  async close(): Promise<void> {
    this.worker.postMessage({ kind: 'close' });
    await this.whenEnded();
    this.port.close();
    await this.worker.terminate();
  }

  private send(request: Request, tensors: Tensors): number {
    const id = this.next++;
    const entries = Object.entries(tensors);
    const pieces = entries.map(
      ([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    );
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    const header = {
      ...request,
      id,
      bytes,
      tensors: entries.map(([name, { dtype, shape }]) => [name, dtype, shape]),
    };
    const text = new TextEncoder().encode(JSON.stringify(header));
    const frame = new Uint8Array(4 + text.length + bytes);
    new DataView(frame.buffer).setUint32(0, text.length, true);
    frame.set(text, 4);
    let offset = 4 + text.length;
    for (const piece of pieces) {
      frame.set(piece, offset);
      offset += piece.length;
    }
    this.worker.postMessage({ kind: 'send', frame }, [frame.buffer]);
    return id;
  }

  private answerTo(id: number): Promise<Message> {
    if (this.ended) return Promise.resolve(this.ended);
    this.port.ref();
    return new Promise((resolve) =>
      this.waiting.set(id, {
        resolve: (message) => {
          if (this.waiting.size === 0) this.port.unref();
          resolve(message);
        },
      }),
    );
  }

  private take(message: Message): void {
    if (message.kind === 'answer') {
      const waiting = this.waiting.get(message.header.id);
      this.waiting.delete(message.header.id);
      waiting?.resolve(message);
      return;
    }
    this.ended = message;
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const { resolve } of all) resolve(message);
    for (const done of this.endings) done();
    this.port.unref();
  }

  private checked(message: Message): Extract<Message, { kind: 'answer' }> {
    if (message.kind === 'end') {
      throw endOf(message.code, message.stderr);
    }
    if (message.header.error !== undefined)
      throw new TrainingError(`PyTorch reports: ${message.header.error.split('\n')[0]!}`);
    return message;
  }
}

/** Why PyTorch has ended, from what it wrote last: the last line that says something, or the signal that ended a process. */
export function endOf(code: number | null, stderr: string): TrainingError {
  const signal = /Signal \d+ \((\w+)\) received/.exec(stderr)?.[1];
  if (signal !== undefined)
    return new TrainingError(
      `A process of the training was ended by ${signal}.`,
      signal === 'SIGKILL'
        ? 'Systems end a process so where memory runs out. The same command and `--resume` go on from the last epoch.'
        : 'The same command and `--resume` go on from the last epoch.',
    );
  if (stderr.includes('RendezvousConnectionError'))
    return new TrainingError(
      'The machines did not find each other.',
      '`--rdzv-endpoint HOST:PORT` is the same on each, and HOST one of them, which the others reach.',
    );
  const lines = stderr.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => /^[\w.]*(Error|Exception|Failure)\b/.test(line)).at(-1);
  const last = said ?? lines.filter((line) => /\w/.test(line)).at(-1);
  return new TrainingError(
    `PyTorch has ended${code === null ? '' : ` with exit code ${code}`}.`,
    last === undefined ? undefined : `Its last words were: ${last}`,
  );
}

function tensorsOf({ header, data }: Extract<Message, { kind: 'answer' }>): Tensors {
  let offset = 0;
  return Object.fromEntries(
    header.tensors.map(([name, dtype, shape]) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const bytes = count * (dtype === 'bool' || dtype === 'uint8' ? 1 : 4);
      const own = data.slice(offset, offset + bytes);
      offset += bytes;
      return [name, { dtype, shape, data: arrayOf(dtype, own) }];
    }),
  );
}

function arrayOf(dtype: DType, buffer: ArrayBuffer): HostArray {
  if (dtype === 'int32') return new Int32Array(buffer);
  return dtype === 'bool' || dtype === 'uint8' ? new Uint8Array(buffer) : new Float32Array(buffer);
}
