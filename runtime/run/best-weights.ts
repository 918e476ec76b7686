import type { Callback, CallbackContext, CallbackState, Logs } from '../callbacks/callback.ts';
import { saveWeights } from '../weights/save.ts';

/** Keeps the weights of the epoch with the lowest validation loss, or training loss where there is no validation. */
export class BestWeights implements Callback {
  private readonly path: string;
  private context: CallbackContext | undefined;
  private best = Infinity;

  constructor(path: string) {
    this.path = path;
  }

  /** The path, once something has been saved. */
  get saved(): string | null {
    return this.best < Infinity ? this.path : null;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  async onEpochEnd(_: number, logs: Logs): Promise<void> {
    // Epochs without validation are not compared with those that have one.
    const value = this.context!.parameters.validates ? logs.val_loss : logs.loss;
    if (typeof value !== 'number' || !(value < this.best)) return;
    this.best = value;
    await saveWeights(this.context!.model, this.path);
  }

  getState(): CallbackState {
    return { values: { best: String(this.best) } };
  }

  setState({ values }: CallbackState): void {
    this.best = Number(values.best);
  }
}
