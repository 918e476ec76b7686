import type { Callback, CallbackContext, CallbackState, Logs } from '../callbacks/callback.ts';
import { isFile } from '../files.ts';
import { saveWeights } from '../weights/save.ts';

/** Keeps the weights of the epoch with the lowest validation loss, or training loss where there is no validation. */
export class BestWeights implements Callback {
  private readonly path: string;
  private context: CallbackContext | undefined;
  private readonly savesItself: boolean;
  private best = Infinity;

  /** @param savesItself false where a callback of the model saves its best weights to this path */
  constructor(path: string, savesItself = true) {
    this.path = path;
    this.savesItself = savesItself;
  }

  /** The path, once something has been saved. */
  get saved(): string | null {
    const isSaved = this.savesItself ? this.best < Infinity : isFile(this.path);
    return isSaved ? this.path : null;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  async onEpochEnd(_: number, logs: Logs): Promise<void> {
    if (!this.savesItself) return;
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
