import type { HostTensor } from '../engines/engine.ts';
import type { Callback, CallbackContext, CallbackState, Logs } from './callback.ts';
import { Monitor, valueText, type MonitorMode } from './monitor.ts';
import { requireCallbackOptions } from './require-options.ts';

export interface EarlyStoppingOptions {
  readonly monitor?: string;
  /** Improvements up to this count as none. */
  readonly minDelta?: number;
  /** Epochs without improvement after which the training ends. */
  readonly patience?: number;
  /** 1 has a program print what it does; the command line always does. */
  readonly verbose?: number;
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
  private readonly monitor: Monitor;
  private context: CallbackContext | undefined;
  private wait = 0;
  private bestEpoch = 0;
  private bestWeights: Readonly<Record<string, HostTensor>> | undefined;
  private stopped: string | undefined;
  /** What a training that is resumed begins with; every other one begins anew. */
  private resumed: CallbackState | undefined;

  constructor(options: EarlyStoppingOptions = {}) {
    requireCallbackOptions('EarlyStopping', options);
    this.options = {
      monitor: 'val_loss',
      minDelta: 0,
      patience: 0,
      verbose: 0,
      mode: 'auto',
      baseline: null,
      restoreBestWeights: false,
      startFromEpoch: 0,
      ...options,
    };
    this.monitor = new Monitor({ owner: 'EarlyStopping', ...this.options });
  }

  /** The epoch with the best value, from 0. */
  get epochOfBest(): number {
    return this.bestEpoch;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
    this.monitor.begin(context);
    const { values, tensors = {} } = this.resumed ?? { values: {} };
    this.resumed = undefined;
    this.wait = Number(values.wait ?? 0);
    this.monitor.state = String(values.best);
    this.bestEpoch = Number(values.bestEpoch ?? 0);
    this.stopped = typeof values.stopped === 'string' ? values.stopped : undefined;
    this.bestWeights = Object.keys(tensors).length > 0 ? tensors : undefined;
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { patience, baseline, restoreBestWeights, startFromEpoch } = this.options;
    const value = this.monitor.read(logs);
    if (value === undefined || epoch < startFromEpoch) return;
    if (restoreBestWeights && !this.bestWeights) this.keepWeights(epoch);
    this.wait++;
    if (this.monitor.take(value)) {
      this.bestEpoch = epoch;
      if (restoreBestWeights) this.keepWeights(epoch);
      if (baseline === null || this.monitor.isBetter(value, baseline)) this.wait = 0;
      return;
    }
    if (this.wait >= patience && epoch > 0) {
      this.stopped = this.reason(epoch);
      this.context?.stop(this.stopped);
    }
  }

  onTrainEnd(): void {
    const kind = this.options.verbose > 0 ? 'note' : 'outcome';
    if (this.stopped !== undefined) this.context?.say(kind, this.stopped);
    if (!this.options.restoreBestWeights || !this.bestWeights) return;
    this.context?.model.setWeights(this.bestWeights);
    this.context?.say(kind, `The weights are those of epoch ${this.bestEpoch + 1} again, the best one.`);
  }

  getState(): CallbackState {
    const { wait, bestEpoch, bestWeights, monitor, stopped } = this;
    return {
      values: { wait, best: monitor.state, bestEpoch, stopped: stopped ?? null },
      ...(bestWeights && { tensors: bestWeights }),
    };
  }

  setState(state: CallbackState): void {
    this.resumed = state;
  }

  private keepWeights(epoch: number): void {
    this.bestEpoch = epoch;
    this.bestWeights = this.context?.model.getWeights();
  }

  private reason(epoch: number): string {
    const { baseline } = this.options;
    const { name, best } = this.monitor;
    const waited = this.wait === 1 ? 'in one epoch' : `in ${this.wait} epochs`;
    const missed = baseline !== null && !(best !== undefined && this.monitor.isBetter(best, baseline));
    const what = missed
      ? `\`${name}\` did not become better than ${valueText(baseline)} ${waited}`
      : `\`${name}\` did not improve ${waited}`;
    const record =
      best === undefined ? '' : `: its best was ${valueText(best)}, in epoch ${this.bestEpoch + 1}`;
    return `Stopped early after epoch ${epoch + 1}, since ${what}${record}.`;
  }
}
