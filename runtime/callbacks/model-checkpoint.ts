import { saveWeights } from '../weights/save.ts';
import type { Callback, CallbackContext, CallbackState, Logs } from './callback.ts';
import { isImprovement, monitored, worstValue, type MonitorMode } from './monitor.ts';

export interface ModelCheckpointOptions {
  readonly monitor?: string;
  /** Only where the monitored value is the best so far; else every time. */
  readonly saveBestOnly?: boolean;
  readonly mode?: MonitorMode;
  /** After every epoch, or after so many batches. */
  readonly saveFreq?: 'epoch' | number;
  readonly initialValueThreshold?: number | null;
}

/**
 * Saves weights while training. In the path, `{epoch}` becomes the epoch (from 1) and `{name}` the log of that
 * name, both with Python's formats (`{epoch:02d}`, `{val_loss:.2f}`).
 */
export class ModelCheckpoint implements Callback {
  private readonly path: string;
  private readonly options: Required<ModelCheckpointOptions>;
  private readonly improves: (value: number, best: number) => boolean;
  private context: CallbackContext | undefined;
  private best: number;
  private batches = 0;
  private epoch = 0;

  constructor(path: string, options: ModelCheckpointOptions = {}) {
    this.path = path;
    this.options = {
      monitor: 'val_loss',
      saveBestOnly: false,
      mode: 'auto',
      saveFreq: 'epoch',
      initialValueThreshold: null,
      ...options,
    };
    this.improves = isImprovement(this.options.monitor, this.options.mode);
    this.best = this.options.initialValueThreshold ?? worstValue(this.improves);
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
  }

  onEpochBegin(epoch: number): void {
    this.epoch = epoch;
  }

  async onTrainBatchEnd(_: number, logs: Logs): Promise<void> {
    const { saveFreq } = this.options;
    if (saveFreq !== 'epoch' && ++this.batches % saveFreq === 0) await this.save(logs);
  }

  async onEpochEnd(_: number, logs: Logs): Promise<void> {
    if (this.options.saveFreq === 'epoch') await this.save(logs);
  }

  getState(): CallbackState {
    return { values: { best: String(this.best), batches: this.batches } };
  }

  setState({ values }: CallbackState): void {
    this.best = Number(values.best);
    this.batches = Number(values.batches);
  }

  private async save(logs: Logs): Promise<void> {
    const { monitor, saveBestOnly } = this.options;
    const value = monitored(logs, monitor);
    if (saveBestOnly) {
      if (value === undefined || !this.improves(value, this.best)) return;
      this.best = value;
    }
    await saveWeights(this.context!.model, formatPath(this.path, { ...logs, epoch: this.epoch + 1 }));
  }
}

/** Fills `{name}`, `{name:03d}` and `{name:.2f}`. */
export function formatPath(template: string, values: Logs): string {
  return template.replace(
    /\{(\w+)(?::(0?)(\d*)(?:\.(\d+))?([df]?))?\}/g,
    (whole, name: string, zero, width, digits) => {
      const value = values[name];
      if (typeof value !== 'number') return whole;
      const text = digits === undefined ? String(value) : value.toFixed(Number(digits));
      return width ? text.padStart(Number(width), zero ? '0' : ' ') : text;
    },
  );
}
