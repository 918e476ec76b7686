import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Callback, CallbackContext, CallbackState, Logs, MessageKind } from '../callbacks/callback.ts';
import { KmodelError } from '../errors.ts';
import { isFile, reasonOf, writeFileAtomic } from '../files.ts';

/** One line of `events.jsonl`. `seconds` count from the start of the run, all its parts together; steps and epochs from 1. */
export type RunEvent = StartEvent | StepEvent | EpochEvent | MessageEvent | EndEvent;

export interface StartEvent {
  readonly event: 'start';
  /** ISO 8601. */
  readonly time: string;
  readonly seconds: number;
  readonly epochs: number;
  readonly steps: number | null;
  readonly batch_size: number | null;
  readonly samples: number | null;
  readonly seed: number;
  /** Where a resumed run goes on. */
  readonly epoch: number;
}

export interface StepEvent {
  readonly event: 'step';
  /** Of the whole run. */
  readonly step: number;
  readonly epoch: number;
  readonly seconds: number;
  readonly logs: Logs;
}

export interface EpochEvent {
  readonly event: 'epoch';
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly seconds: number;
  /** Null where it follows a schedule. */
  readonly learning_rate: number | null;
  /** Resident memory of the process, in bytes. */
  readonly memory: number;
  readonly logs: Logs;
}

export interface MessageEvent {
  readonly event: 'message';
  readonly kind: MessageKind;
  readonly text: string;
}

export interface EndEvent {
  readonly event: 'end';
  readonly state: string;
  readonly seconds: number;
}

/** Steps that a run keeps at most, evenly thinned. */
export const mostSteps = 10_000;
/** Lines wait so long at most before they are written, in milliseconds. */
const flushAfter = 500;

/**
 * Writes what a run logs, line by line. What is not yet written when the process dies is lost, and a line that was cut
 * off is passed over by readers: nothing else can break.
 */
export class EventLog implements Callback {
  readonly #path: string;
  /** Seconds of earlier parts of the run. */
  readonly #before: number;
  readonly #began = performance.now();
  #context: CallbackContext | undefined;
  #waiting: string[] = [];
  #flushed = 0;
  #epoch = 0;
  /** Steps of the whole run so far, those kept, and every how many-th is kept. */
  #steps = 0;
  #kept = 0;
  #stride = 1;
  /** The last step, where it was not kept. */
  #last: StepEvent | undefined;

  constructor(path: string, secondsBefore: number) {
    this.#path = path;
    this.#before = secondsBefore;
  }

  /** A resumed run has every step once: what was logged behind its checkpoint is logged again. */
  onTrainBegin(context: CallbackContext): void {
    this.#context = context;
    // Warnings about the data, and what other callbacks say when they begin.
    const early = this.#waiting.splice(0);
    const { parameters, start } = context;
    this.#epoch = start.epoch;
    if (this.#steps === 0) writeFileAtomic(this.#path, '');
    else this.#cutBehind(start.epoch);
    const total = parameters.steps === undefined ? 0 : parameters.steps * parameters.epochs;
    this.#stride = Math.max(this.#stride, Math.ceil(total / mostSteps), 1);
    this.#write({
      event: 'start',
      time: new Date().toISOString(),
      seconds: this.#seconds(),
      epochs: parameters.epochs,
      steps: parameters.steps ?? null,
      batch_size: parameters.batchSize ?? null,
      samples: parameters.samples ?? null,
      seed: parameters.seed,
      epoch: start.epoch + 1,
    });
    this.#waiting.push(...early);
  }

  onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  onTrainBatchEnd(_: number, logs: Logs): void {
    const step = ++this.#steps;
    const event = (): StepEvent => ({
      event: 'step',
      step,
      epoch: this.#epoch + 1,
      seconds: this.#seconds(),
      logs,
    });
    if (step !== 1 && step % this.#stride !== 0) {
      this.#last = event();
      return;
    }
    this.#last = undefined;
    this.#write(event());
    if (++this.#kept > mostSteps) this.#thin();
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { model, parameters } = this.#context!;
    this.#write({
      event: 'epoch',
      epoch: epoch + 1,
      epochs: parameters.epochs,
      step: this.#steps,
      seconds: this.#seconds(),
      learning_rate: model.fixedRate,
      memory: process.memoryUsage.rss(),
      logs,
    });
    this.flush(true);
  }

  message(kind: MessageKind, text: string): void {
    this.#write({ event: 'message', kind, text });
  }

  /** The last line of a part of the run. */
  end(state: string): void {
    if (this.#last) this.#write(this.#last);
    this.#last = undefined;
    this.#write({ event: 'end', state, seconds: this.#seconds() });
    this.flush(true);
  }

  getState(): CallbackState {
    return { values: { steps: this.#steps, stride: this.#stride } };
  }

  setState({ values }: CallbackState): void {
    this.#steps = Number(values['steps'] ?? 0);
    this.#stride = Number(values['stride'] ?? 1);
  }

  /**
   * @param synced waits until the lines are on the disk
   * @throws KmodelError where the file cannot be written
   */
  flush(synced = false): void {
    this.#flushed = performance.now();
    if (this.#waiting.length === 0 && !synced) return;
    try {
      const file = openSync(this.#path, 'a');
      try {
        if (this.#waiting.length > 0) writeSync(file, `${this.#waiting.join('\n')}\n`);
        this.#waiting = [];
        if (synced) fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw new KmodelError(`${this.#path} cannot be written: ${reasonOf(error)}.`);
    }
  }

  #write(event: RunEvent): void {
    this.#waiting.push(JSON.stringify(event));
    if (this.#context && performance.now() - this.#flushed > flushAfter) this.flush();
  }

  #seconds(): number {
    return Math.round((this.#before + (performance.now() - this.#began) / 1000) * 1000) / 1000;
  }

  /** Every second step goes, but for the first. */
  #thin(): void {
    this.flush();
    this.#stride *= 2;
    const kept = readEvents(this.#path).filter(
      (event) => event.event !== 'step' || event.step === 1 || event.step % this.#stride === 0,
    );
    this.#kept = kept.filter(({ event }) => event === 'step').length;
    rewrite(this.#path, kept);
  }

  #cutBehind(epoch: number): void {
    const kept = readEvents(this.#path).filter((event) => {
      if (event.event === 'step') return event.step <= this.#steps;
      if (event.event === 'epoch') return event.epoch <= epoch;
      return event.event !== 'end';
    });
    this.#kept = kept.filter(({ event }) => event === 'step').length;
    rewrite(this.#path, kept);
  }
}

function rewrite(path: string, events: readonly RunEvent[]): void {
  writeFileAtomic(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

const kinds = new Set(['start', 'step', 'epoch', 'message', 'end']);

/** The events of a run in their order; lines that are torn or of no known kind are passed over. */
export function readEvents(path: string): readonly RunEvent[] {
  return isFile(path) ? parseEvents(readFileSync(path, 'utf8')) : [];
}

/** The events in a text of whole lines; the last may be torn. */
export function parseEvents(text: string): readonly RunEvent[] {
  return text.split('\n').flatMap((line): RunEvent[] => {
    if (line === '') return [];
    try {
      const event = JSON.parse(line) as RunEvent | null;
      return typeof event === 'object' && event !== null && kinds.has(event.event) ? [event] : [];
    } catch {
      return [];
    }
  });
}
