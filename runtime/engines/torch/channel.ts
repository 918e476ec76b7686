import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { DType } from '../../../compiler/shapes/types.ts';
import { lostLeader } from '../../../compiler/targets/pytorch/python/serve-text.ts';
import { TrainingError } from '../../errors.ts';
import type { HostArray, HostTensor } from '../engine.ts';
import { workerText } from './worker-text.ts';

type Tensors = Readonly<Record<string, HostTensor>>;

/** What is asked of the program: a command with its settings, and tensors. */
export interface Request {
  readonly command:
    'observe' | 'gradients' | 'train' | 'evaluate' | 'predict' | 'define' | 'call' | 'set' | 'get' | 'end';
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
  /** False where processes run different programs. */
  readonly alike?: boolean;
}

/** What the worker says: that the program has begun, an answer, or that it has ended. */
type Message =
  | { readonly kind: 'begin'; readonly pid: number }
  | { readonly kind: 'answer'; readonly header: Header; readonly data: ArrayBuffer }
  | { readonly kind: 'end'; readonly code: number | null; readonly stderr: string };

interface Waiting {
  readonly resolve: (message: Message) => void;
}

/** How long a channel waits, in milliseconds. */
export interface ChannelPatience {
  /** For the program to begin: as long as machines may take to start. */
  readonly begin?: number;
  /** For the program to end, once it has nothing more to do. */
  readonly end?: number;
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
  private readonly patience: Required<ChannelPatience>;
  private pid: number | undefined;
  private hasBegun = false;
  /** What is started must not outlive kmodel: it would keep the port where machines meet. */
  private readonly endAlong = (): void => {
    try {
      if (this.pid !== undefined) process.kill(-this.pid, 'SIGTERM');
    } catch {
      // It has ended.
    }
  };

  constructor(command: string, args: readonly string[], cwd: string, patience: ChannelPatience = {}) {
    this.patience = { begin: 15 * 60_000, end: 30_000, ...patience };
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = new Worker(workerText, {
      eval: true,
      workerData: { command, args, cwd, port: port2, signal: this.signal, patience: this.patience.end },
      transferList: [port2],
    });
    port1.on('message', (message: Message) => this.take(message));
    port1.unref();
    this.worker.unref();
    process.once('exit', this.endAlong);
  }

  /**
   * Waits for the program to begin.
   * @throws TrainingError where it ends instead or takes too long, and where machines have different models
   */
  async hello(): Promise<Hello> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(notMet()), this.patience.begin);
    });
    const answer = await Promise.race([this.answerTo(0), late]).finally(() => clearTimeout(timer));
    const { leads = true, world = 1, alike = true } = this.checked(answer).header;
    this.hasBegun = true;
    if (!alike)
      throw new TrainingError(
        'The machines have different models.',
        'Give each the same text of the model, the same settings and the same version of kmodel.',
      );
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

  /** Resolves when the program has ended. @returns why, where it was not told to */
  async whenEnded(): Promise<TrainingError | undefined> {
    if (!this.ended) {
      this.port.ref();
      await new Promise<void>((done) => this.endings.push(done));
    }
    const { code, stderr } = this.ended!;
    return code === 0 ? undefined : endOf(code, stderr, this.hasBegun);
  }

  /** Ends the program: what it was asked for is done. */
  async close(): Promise<void> {
    this.send({ command: 'end' }, {});
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
    if (message.kind === 'begin') {
      this.pid = message.pid;
      return;
    }
    if (message.kind === 'answer') {
      const waiting = this.waiting.get(message.header.id);
      this.waiting.delete(message.header.id);
      waiting?.resolve(message);
      return;
    }
    this.ended = message;
    process.off('exit', this.endAlong);
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const { resolve } of all) resolve(message);
    for (const done of this.endings) done();
    this.port.unref();
  }

  private checked(message: Message): Extract<Message, { kind: 'answer' }> {
    if (message.kind === 'begin') throw new Error('A beginning answers nothing.');
    if (message.kind === 'end') {
      throw endOf(message.code, message.stderr, this.hasBegun);
    }
    const { error } = message.header;
    if (error !== undefined)
      throw isLoss(error) ? left() : new TrainingError(`PyTorch reports: ${error.split('\n')[0]!}`);
    return message;
  }
}

/** Whether an error of PyTorch is that a process no longer answers the others: gloo's words, or NCCL's. */
function isLoss(error: string): boolean {
  return /gloo\/transport|Connection (reset|closed) by peer|ncclRemoteError|remote process exited/.test(
    error,
  );
}

function left(): TrainingError {
  return new TrainingError(
    'A process of the training has ended, without which the others cannot go on.',
    'Its own machine says why. The same command and `--resume` go on from the last epoch.',
  );
}

function notMet(): TrainingError {
  return new TrainingError(
    'The machines did not find each other.',
    '`--rdzv-endpoint HOST:PORT` is the same on each, HOST one of them, which the others reach, and PORT free there for them alone.',
  );
}

/**
 * Why PyTorch has ended, from what it wrote last: the last line that says something, or the signal that ended a
 * process.
 * @param hasBegun whether all processes had met
 */
export function endOf(code: number | null, stderr: string, hasBegun = false): TrainingError {
  const signal = /Signal \d+ \((\w+)\) received/.exec(stderr)?.[1];
  if (signal !== undefined)
    return new TrainingError(
      `A process of the training was ended by ${signal}.`,
      signal === 'SIGKILL'
        ? 'Systems end a process so where memory runs out. The same command and `--resume` go on from the last epoch.'
        : 'The same command and `--resume` go on from the last epoch.',
    );
  if (stderr.includes(lostLeader))
    return new TrainingError(
      lostLeader,
      'It says why. The same command and `--resume` on each machine go on from the last epoch.',
    );
  if (isLoss(stderr)) return left();
  if (/Rendezvous(Connection|Timeout|Closed|State)Error/.test(stderr)) return hasBegun ? left() : notMet();
  // What PyTorch's C++ logs begins with a letter and the date, and is no reason.
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^[IWE]\d{4}/.test(line));
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
