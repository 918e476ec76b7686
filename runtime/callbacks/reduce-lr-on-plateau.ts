import type { Callback, CallbackContext, CallbackState, Logs } from './callback.ts';
import { Monitor, valueText, type MonitorMode } from './monitor.ts';
import { requireCallbackOptions } from './require-options.ts';

export interface ReduceLROnPlateauOptions {
  readonly monitor?: string;
  /** The learning rate is multiplied by it. */
  readonly factor?: number;
  readonly patience?: number;
  /** 1 says when the rate falls. */
  readonly verbose?: number;
  readonly mode?: MonitorMode;
  readonly minDelta?: number;
  /** Epochs to wait after a reduction before counting again. */
  readonly cooldown?: number;
  readonly minLr?: number;
}

/** Lowers the learning rate when a value has stopped improving, and logs the rate of every epoch. */
export class ReduceLROnPlateau implements Callback {
  private readonly options: Required<ReduceLROnPlateauOptions>;
  private readonly monitor: Monitor;
  private context: CallbackContext | undefined;
  private wait = 0;
  private cooldown = 0;
  /** What a training that is resumed begins with; every other one begins anew. */
  private resumed: CallbackState | undefined;

  constructor(options: ReduceLROnPlateauOptions = {}) {
    requireCallbackOptions('ReduceLROnPlateau', options);
    this.options = {
      monitor: 'val_loss',
      factor: 0.1,
      patience: 10,
      verbose: 0,
      mode: 'auto',
      minDelta: 1e-4,
      cooldown: 0,
      minLr: 0,
      ...options,
    };
    this.monitor = new Monitor({ owner: 'ReduceLROnPlateau', ...this.options });
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
    this.monitor.begin(context);
    const { values } = this.resumed ?? { values: {} };
    this.resumed = undefined;
    this.wait = Number(values.wait ?? 0);
    this.cooldown = Number(values.cooldown ?? 0);
    this.monitor.state = String(values.best);
  }

  logsOfEpoch(): Logs {
    return this.context ? { learning_rate: this.context.model.learningRate } : {};
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { factor, patience, cooldown, minLr, verbose } = this.options;
    const value = this.monitor.read(logs);
    const model = this.context?.model;
    if (value === undefined || !model) return;
    if (this.cooldown > 0) {
      this.cooldown--;
      this.wait = 0;
    }
    if (this.monitor.take(value)) {
      this.wait = 0;
    } else if (this.cooldown === 0 && ++this.wait >= patience) {
      if (model.learningRate > Math.fround(minLr)) {
        model.learningRate = Math.max(model.learningRate * factor, minLr);
        if (verbose > 0) {
          const rate = valueText(model.learningRate);
          this.context?.say('note', `Epoch ${epoch + 1}: the learning rate falls to ${rate}.`);
        }
        this.cooldown = cooldown;
        this.wait = 0;
      }
    }
  }

  getState(): CallbackState {
    return { values: { wait: this.wait, cooldown: this.cooldown, best: this.monitor.state } };
  }

  setState(state: CallbackState): void {
    this.resumed = state;
  }
}
