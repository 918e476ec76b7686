import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Callback, CallbackContext, CallbackState } from '../callbacks/callback.ts';
import { KmodelError } from '../errors.ts';
import { isFile, reasonOf, writeFileAtomic } from '../files.ts';
import type { Inspection } from '../inspect/inspect.ts';

/** A look into the model after an epoch, counted from 1: one line of a run's `summaries/histograms.jsonl`. */
export interface EpochInspection extends Inspection {
  readonly epoch: number;
}

/** Looks that a run keeps at most, evenly thinned. */
export const mostInspections = 200;
/** Digits of the numbers in the file: enough to draw them. */
const digits = 5;

/**
 * Looks into the model at the end of every so many epochs, always at the same samples, and writes what it sees line by
 * line. Other epochs cost nothing.
 */
export class Histograms implements Callback {
  readonly #path: string;
  readonly #every: number;
  /** Of the epochs that are due, every how many-th is kept. */
  #stride = 1;
  #kept = 0;
  #context: CallbackContext | undefined;

  constructor(path: string, every: number) {
    this.#path = path;
    this.#every = every;
  }

  /** A resumed run has each epoch once. */
  onTrainBegin(context: CallbackContext): void {
    this.#context = context;
    mkdirSync(dirname(this.#path), { recursive: true });
    this.#keep(({ epoch }) => epoch <= context.start.epoch);
  }

  async onEpochEnd(epoch: number): Promise<void> {
    if (epoch % (this.#every * this.#stride) !== 0) return;
    const inspection = await this.#context!.inspect();
    try {
      appendFileSync(this.#path, lineOf({ epoch: epoch + 1, ...inspection }));
    } catch (error) {
      throw new KmodelError(`${this.#path} cannot be written: ${reasonOf(error)}.`);
    }
    if (++this.#kept <= mostInspections) return;
    this.#stride *= 2;
    this.#keep((kept) => (kept.epoch - 1) % (this.#every * this.#stride) === 0);
  }

  getState(): CallbackState {
    return { values: { stride: this.#stride } };
  }

  setState({ values }: CallbackState): void {
    this.#stride = Number(values['stride'] ?? 1);
  }

  #keep(isKept: (inspection: EpochInspection) => boolean): void {
    const kept = readInspections(this.#path).filter(isKept);
    this.#kept = kept.length;
    writeFileAtomic(this.#path, kept.map(lineOf).join(''));
  }
}

function lineOf(inspection: EpochInspection): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value;
  return `${JSON.stringify(inspection, short)}\n`;
}

/** The looks of a run in their order; lines that are torn or of another form are passed over. */
export function readInspections(path: string): readonly EpochInspection[] {
  if (!isFile(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line): EpochInspection[] => {
      if (line === '') return [];
      try {
        const read = JSON.parse(line) as EpochInspection | null;
        const isWhole =
          typeof read?.epoch === 'number' &&
          [read.layers, read.weights, read.terms].every((list) => Array.isArray(list));
        return read && isWhole ? [read] : [];
      } catch {
        return [];
      }
    });
}
