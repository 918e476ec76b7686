import { TrainingError } from '../errors.ts';
import { saveWeights } from '../weights/save.ts';
import type { Callback, CallbackContext, CallbackState, Logs } from './callback.ts';
import { Monitor, valueText, type MonitorMode } from './monitor.ts';
import { requireCallbackOptions, requirePath } from './require-options.ts';

export interface ModelCheckpointOptions {
  readonly monitor?: string;
  /** 1 says when weights are saved, and when not. */
  readonly verbose?: number;
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
  private readonly monitor: Monitor;
  private context: CallbackContext | undefined;
  private batches = 0;
  private epoch = 0;

  constructor(path: string, options: ModelCheckpointOptions = {}) {
    requirePath('ModelCheckpoint', path, 'best.safetensors');
    requireCallbackOptions('ModelCheckpoint', options);
    this.path = path;
    this.options = {
      monitor: 'val_loss',
      verbose: 0,
      saveBestOnly: false,
      mode: 'auto',
      saveFreq: 'epoch',
      initialValueThreshold: null,
      ...options,
    };
    this.monitor = new Monitor({ owner: 'ModelCheckpoint', ...this.options });
    this.monitor.best = this.options.initialValueThreshold ?? undefined;
  }

  onTrainBegin(context: CallbackContext): void {
    this.context = context;
    this.epoch = context.start.epoch;
    if (this.options.saveBestOnly) this.monitor.begin(context);
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
    return { values: { best: this.monitor.state, batches: this.batches } };
  }

  setState({ values }: CallbackState): void {
    this.monitor.state = String(values.best);
    this.batches = Number(values.batches);
  }

  private async save(logs: Logs): Promise<void> {
    const { monitor } = this;
    const path = this.pathFor(logs);
    if (!this.options.saveBestOnly) {
      await saveWeights(this.context!.model, path);
      this.note(`weights saved in ${path}`);
      return;
    }
    const value = monitor.read(logs);
    if (value === undefined) return;
    const before = monitor.best;
    if (!monitor.take(value)) {
      this.note(`\`${monitor.name}\` is ${valueText(value)}, no better than ${valueText(before ?? NaN)}`);
      return;
    }
    await saveWeights(this.context!.model, path);
    const from = before === undefined ? '' : `from ${valueText(before)} `;
    this.note(`\`${monitor.name}\` improved ${from}to ${valueText(value)}, weights saved in ${path}`);
  }

  /** @throws TrainingError where the path has the name of a value that the run does not log */
  private pathFor(logs: Logs): string {
    const { validates } = this.context!.parameters;
    const [, missing] =
      [...this.path.matchAll(placeholder)].find(
        // With `validationFreq` some epochs have no such values.
        ([, name]) =>
          name !== 'epoch' && !Object.hasOwn(logs, name!) && !(validates && name!.startsWith('val_')),
      ) ?? [];
    if (missing === undefined) return formatPath(this.path, { ...logs, epoch: this.epoch + 1 });
    throw new TrainingError(
      `ModelCheckpoint writes \`{${missing}}\` into the name of its file, which is not logged.`,
      `This run logs ${Object.keys(logs)
        .map((name) => `\`${name}\``)
        .join(', ')}; the number of the epoch is \`{epoch}\`.`,
    );
  }

  private note(text: string): void {
    if (this.options.verbose > 0) this.context?.say('note', `Epoch ${this.epoch + 1}: ${text}.`);
  }
}

const placeholder = /\{(\w+)(?::(0?)(\d*)(?:\.(\d+))?([df]?))?\}/g;

/** Fills `{name}`, `{name:03d}` and `{name:.2f}`. */
export function formatPath(template: string, values: Logs): string {
  return template.replace(placeholder, (whole, name: string, zero, width, digits) => {
    const value = values[name];
    if (typeof value !== 'number') return whole;
    const text = digits === undefined ? String(value) : value.toFixed(Number(digits));
    return width ? text.padStart(Number(width), zero ? '0' : ' ') : text;
  });
}
