import type { Callback, CallbackContext, CallbackState, Logs } from './callback.ts';
import { isImprovement, monitored, worstValue, type MonitorMode } from './monitor.ts';

export interface ReduceLROnPlateauOptions {
  readonly monitor?: string;
  /** The learning rate is multiplied by it. */
  readonly factor?: number;
  readonly patience?: number;
  readonly mode?: MonitorMode;
  readonly minDelta?: number;
  /** Epochs to wait after a reduction before counting again. */
  readonly cooldown?: number;
  readonly minLr?: number;
}

/** Lowers the learning rate when a value has stopped improving. */
export class ReduceLROnPlateau implements Callback {
  private readonly options: Required<ReduceLROnPlateauOptions>;
  private readonly improves: (value: number, best: number) => boolean;
  private context: CallbackContext | undefined;
  private wait = 0;
  private cooldown = 0;
  private best: number;

  constructor(options: ReduceLROnPlateauOptions = {}) {
    this.options = {
      monitor: 'val_loss',
      factor: 0.1,
      patience: 10,
      mode: 'auto',
      minDelta: 1e-4,
      cooldown: 0,
      minLr: 0,
      ...options,
    };
    this.improves = isImprovement(this.options.monitor, this.options.mode, this.options.minDelta);
    this.best = worstValue(this.improves);
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  onEpochEnd(_: number, logs: Logs): void {
    const { monitor, factor, patience, cooldown, minLr } = this.options;
    const value = monitored(logs, monitor);
    const model = this.context?.model;
    if (value === undefined || !model) return;
    if (this.cooldown > 0) {
      this.cooldown--;
      this.wait = 0;
    }
    if (this.improves(value, this.best)) {
      this.best = value;
      this.wait = 0;
    } else if (this.cooldown === 0 && ++this.wait >= patience) {
      if (model.learningRate > Math.fround(minLr)) {
        model.learningRate = Math.max(model.learningRate * factor, minLr);
        this.cooldown = cooldown;
        this.wait = 0;
      }
    }
  }

  getState(): CallbackState {
    return { values: { wait: this.wait, cooldown: this.cooldown, best: String(this.best) } };
  }

  setState({ values }: CallbackState): void {
    this.wait = Number(values.wait);
    this.cooldown = Number(values.cooldown);
    this.best = Number(values.best);
  }
}
