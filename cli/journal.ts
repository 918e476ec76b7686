import type { Callback, CallbackContext, Logs } from '../runtime/callbacks/callback.ts';
import { printJson } from './report.ts';

/** Prints one JSON object per epoch. */
export class Journal implements Callback {
  private context: CallbackContext | undefined;
  private start = 0;

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
    this.start = performance.now();
  }

  onEpochBegin(): void {
    this.start = performance.now();
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { epochs, steps } = this.context!.parameters;
    const seconds = Math.round(performance.now() - this.start) / 1000;
    printJson({ event: 'epoch', epoch: epoch + 1, epochs, steps, seconds, logs });
  }
}
