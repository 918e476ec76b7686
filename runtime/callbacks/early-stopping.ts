import type { HostTensor } from '../engines/engine.ts';
import type { Callback, CallbackContext, CallbackState, Logs } from './callback.ts';
import { isImprovement, monitored, worstValue, type MonitorMode } from './monitor.ts';

export interface EarlyStoppingOptions {
  readonly monitor?: string;
  /** Improvements up to this count as none. */
  readonly minDelta?: number;
  /** Epochs without improvement after which the training ends. */
  readonly patience?: number;
  readonly mode?: MonitorMode;
  /** A value that must be passed at all. */
  readonly baseline?: number | null;
  readonly restoreBestWeights?: boolean;
  /** Epochs at the start that do not count. */
  readonly startFromEpoch?: number;
}

/** Ends the training when a value has stopped improving. */
export class EarlyStopping implements Callback {
  private readonly options: Required<EarlyStoppingOptions>;
  private readonly improves: (value: number, best: number) => boolean;
  private context: CallbackContext | undefined;
  private wait = 0;
  private best: number;
  private bestEpoch = 0;
  private bestWeights: Readonly<Record<string, HostTensor>> | undefined;

  constructor(options: EarlyStoppingOptions = {}) {
    this.options = {
      monitor: 'val_loss',
      minDelta: 0,
      patience: 0,
      mode: 'auto',
      baseline: null,
      restoreBestWeights: false,
      startFromEpoch: 0,
      ...options,
    };
    this.improves = isImprovement(this.options.monitor, this.options.mode, Math.abs(this.options.minDelta));
    this.best = worstValue(this.improves);
  }

  /** The epoch with the best value, from 0. */
  get epochOfBest(): number {
    return this.bestEpoch;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { monitor, patience, baseline, restoreBestWeights, startFromEpoch } = this.options;
    const value = monitored(logs, monitor);
    if (value === undefined || epoch < startFromEpoch) return;
    if (restoreBestWeights && !this.bestWeights) this.keepWeights(epoch);
    this.wait++;
    if (this.improves(value, this.best)) {
      this.best = value;
      this.bestEpoch = epoch;
      if (restoreBestWeights) this.keepWeights(epoch);
      if (baseline === null || this.improves(value, baseline)) this.wait = 0;
      return;
    }
    if (this.wait >= patience && epoch > 0) this.context?.stop();
  }

  onTrainEnd(): void {
    if (this.options.restoreBestWeights && this.bestWeights) this.context?.model.setWeights(this.bestWeights);
  }

  getState(): CallbackState {
    const { wait, best, bestEpoch, bestWeights } = this;
    return { values: { wait, best: String(best), bestEpoch }, ...(bestWeights && { tensors: bestWeights }) };
  }

  setState({ values, tensors }: CallbackState): void {
    this.wait = Number(values.wait);
    this.best = Number(values.best);
    this.bestEpoch = Number(values.bestEpoch);
    if (tensors && Object.keys(tensors).length > 0) this.bestWeights = tensors;
  }

  private keepWeights(epoch: number): void {
    this.bestEpoch = epoch;
    this.bestWeights = this.context?.model.getWeights();
  }
}
