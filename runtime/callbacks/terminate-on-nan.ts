import type { Callback, CallbackContext, Logs } from './callback.ts';
import { monitored } from './monitor.ts';

/** Ends the training, without an error, when a loss is no finite number. */
export class TerminateOnNaN implements Callback {
  private context: CallbackContext | undefined;

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  onTrainBatchEnd(_: number, logs: Logs): void {
    const loss = monitored(logs, 'loss');
    if (loss !== undefined && !Number.isFinite(loss)) this.context?.stop();
  }
}
