import { appendFileSync, existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KmodelError } from '../errors.ts';
import { reasonOf } from '../files.ts';
import type { Callback, CallbackState, Logs } from './callback.ts';
import { requireCallbackOptions, requirePath } from './require-options.ts';

export interface CSVLoggerOptions {
  readonly separator?: string;
  /** Goes on with a file that is there. */
  readonly append?: boolean;
}

/** Writes one line of logs per epoch into a CSV file. */
export class CSVLogger implements Callback {
  private readonly path: string;
  private readonly separator: string;
  private append: boolean;
  private columns: readonly string[] | undefined;
  /** The file's length after the last line: what a resumed run finds beyond it, it writes again. */
  private length = 0;

  constructor(path: string, options: CSVLoggerOptions = {}) {
    requirePath('CSVLogger', path, 'log.csv');
    requireCallbackOptions('CSVLogger', options);
    this.path = path;
    this.separator = options.separator ?? ',';
    this.append = options.append ?? false;
  }

  /** @throws KmodelError where the file cannot be written */
  onEpochEnd(epoch: number, logs: Logs): void {
    try {
      if (!this.columns) this.start(logs);
      const values = this.columns!.map((name) =>
        JSON.stringify(logs[name] ?? '').replaceAll(this.separator, ';'),
      );
      appendFileSync(this.path, [epoch, ...values].join(this.separator) + '\n');
      this.length = statSync(this.path).size;
    } catch (error) {
      throw new KmodelError(`${this.path} cannot be written: ${reasonOf(error)}.`);
    }
  }

  getState(): CallbackState {
    return { values: { columns: this.columns ?? null, length: this.length } };
  }

  setState({ values }: CallbackState): void {
    this.columns = (values.columns as readonly string[] | null) ?? undefined;
    this.append = true;
    this.length = Number(values.length ?? 0);
    if (this.columns && existsSync(this.path) && statSync(this.path).size > this.length && this.length > 0) {
      truncateSync(this.path, this.length);
    }
  }

  private start(logs: Logs): void {
    this.columns = Object.keys(logs);
    mkdirSync(dirname(this.path), { recursive: true });
    const goesOn = this.append && existsSync(this.path) && statSync(this.path).size > 0;
    if (!goesOn) writeFileSync(this.path, ['epoch', ...this.columns].join(this.separator) + '\n');
  }
}
