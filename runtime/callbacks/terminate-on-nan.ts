import { TrainingError } from '../errors.ts';
import type { Callback, CallbackContext, Logs } from './callback.ts';
import { requireCallbackOptions } from './require-options.ts';

export interface TerminateOnNaNOptions {
  /** Ends with an error instead of quietly. */
  readonly raiseError?: boolean;
}

/** Ends the training when a loss is no finite number. */
export class TerminateOnNaN implements Callback {
  private readonly raiseError: boolean;
  private context: CallbackContext | undefined;
  private stopped: string | undefined;

  constructor(options: TerminateOnNaNOptions = {}) {
    requireCallbackOptions('TerminateOnNaN', options);
    this.raiseError = options.raiseError ?? false;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
    this.stopped = undefined;
  }

  /** @throws TrainingError with `raiseError` */
  onTrainBatchEnd(batch: number, logs: Logs): void {
    const { loss } = logs;
    if (typeof loss !== 'number' || Number.isFinite(loss)) return;
    const reason = `The loss became ${loss} in step ${batch + 1} of the epoch.`;
    if (this.raiseError) throw new TrainingError(reason);
    this.stopped = `Stopped by TerminateOnNaN. ${reason}`;
    this.context?.stop(this.stopped);
  }

  onTrainEnd(): void {
    if (this.stopped !== undefined) this.context?.say('outcome', this.stopped);
  }
}
