import { loggedValues } from '../../compiler/graph/logged-values.ts';
import type { Better } from '../../compiler/declarations/define-component.ts';
import { TrainingError } from '../errors.ts';
import type { CallbackContext, Logs } from './callback.ts';

export type MonitorMode = 'auto' | 'min' | 'max';

/** What a callback watches, and the best value of it so far. */
export interface MonitorOptions {
  /** The callback, for messages. */
  readonly owner: string;
  readonly monitor: string;
  readonly mode: MonitorMode;
  /** Improvements up to this count as none. */
  readonly minDelta?: number;
}

/**
 * Watches one logged value. With `mode: auto` losses are to fall and metrics go the way that each declares, as in
 * Keras; names alone say nothing.
 */
export class Monitor {
  readonly name: string;
  /** Undefined until a first value has been taken. */
  best: number | undefined;
  private readonly options: MonitorOptions;
  private context: CallbackContext | undefined;
  private better: Better = 'unstated';
  private hasWarned = false;
  private isOfValidation = false;

  constructor(options: MonitorOptions) {
    this.options = options;
    this.name = options.monitor;
  }

  /**
   * Looks at what the run logs, and warns where the watched value cannot be among it.
   * @param context of the training that begins
   * @throws TrainingError where nothing says which values are better
   */
  begin(context: CallbackContext): void {
    this.context = context;
    this.hasWarned = false;
    const { mode } = this.options;
    const { heads, objectives = [], training } = context.model.graph;
    const known = loggedValues(heads, {
      objectives: objectives.map(({ name }) => name),
      inTurns: training.steps !== undefined,
    });
    const value = known.find(({ name }) => name === this.name || `val_${name}` === this.name);
    this.better = mode === 'auto' ? (value?.better ?? 'unstated') : mode === 'max' ? 'higher' : 'lower';
    if (value && this.better === 'unstated') throw this.withoutDirection();
    this.isOfValidation = value !== undefined && value.name !== this.name && context.parameters.validates;
    if (value && value.name !== this.name && !context.parameters.validates) {
      this.warn(`it watches \`${this.name}\`, but this run has no validation data`);
    }
  }

  /** The value after an epoch, where there is one; warns once where there is none in any. */
  read(logs: Logs): number | undefined {
    const value = logs[this.name];
    if (typeof value === 'number') {
      if (this.better === 'unstated') throw this.withoutDirection();
      return value;
    }
    // With `validation_freq` some epochs have none.
    if (this.isOfValidation) return undefined;
    const names = Object.keys(logs).map((name) => `\`${name}\``);
    this.warn(
      value === undefined
        ? `\`${this.name}\` is not logged. This run logs ${names.join(', ')}`
        : `\`${this.name}\` is a list of numbers`,
    );
    return undefined;
  }

  /** Whether a value is better than another one by more than the least change that counts. */
  isBetter(value: number, than: number | undefined): boolean {
    const minDelta = Math.abs(this.options.minDelta ?? 0);
    const higher = this.better === 'higher';
    const other = than ?? (higher ? -Infinity : Infinity);
    return higher ? value - minDelta > other : value + minDelta < other;
  }

  /** Takes a value as the best one where it is; whether it was. */
  take(value: number): boolean {
    if (!this.isBetter(value, this.best)) return false;
    this.best = value;
    return true;
  }

  /** The best value as JSON keeps it. */
  get state(): string {
    return String(this.best);
  }

  set state(text: string) {
    const value = Number(text);
    this.best = Number.isFinite(value) ? value : undefined;
  }

  private warn(reason: string): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.context?.say('warning', `${this.options.owner} does nothing: ${reason}.`);
  }

  private withoutDirection(): TrainingError {
    return new TrainingError(
      `${this.options.owner} cannot tell whether higher or lower values of \`${this.name}\` are better.`,
      '`mode: max` wants it to rise, `mode: min` to fall.',
    );
  }
}

/** A logged number in a sentence: four digits that tell. */
export function valueText(value: number): string {
  return String(Number(value.toPrecision(4)));
}
