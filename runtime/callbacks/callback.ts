import type { HostTensor } from '../engines/engine.ts';
import type { Inspection } from '../inspect/inspect.ts';
import type { Model } from '../model.ts';
import type { Progress } from '../training.ts';

/** Values by Keras's log names: `loss`, `val_age_mae`. Per-class metrics are lists. */
export type Logs = Readonly<Record<string, number | readonly number[]>>;

export interface TrainingParameters {
  readonly epochs: number;
  /** Steps in one epoch; undefined for a dataset whose end is not known. */
  readonly steps: number | undefined;
  /** Undefined for a dataset: its batches are made already. */
  readonly batchSize: number | undefined;
  readonly samples: number | undefined;
  readonly seed: number;
  /** Whether validation follows each epoch. */
  readonly validates: boolean;
}

/**
 * What a callback says between the logs: a `warning`, a `note` of what it does, for which the user asked by `verbose`,
 * or the `outcome` of a run: why it ended early, which weights it has. A program sees outcomes in the result alone.
 */
export type MessageKind = 'warning' | 'note' | 'outcome';

type Hook<A extends readonly unknown[]> = (...args: A) => void | Promise<void>;

/** Keras's hooks. Epochs and batches count from 0. All may be asynchronous. */
export interface Callback {
  readonly onTrainBegin?: Hook<[context: CallbackContext]>;
  readonly onTrainEnd?: Hook<[logs: Logs]>;
  readonly onEpochBegin?: Hook<[epoch: number]>;
  readonly onEpochEnd?: Hook<[epoch: number, logs: Logs]>;
  /** Values that the logs of every callback shall hold as well, asked before `onEpochEnd`. */
  readonly logsOfEpoch?: () => Logs;
  readonly onTrainBatchBegin?: Hook<[batch: number]>;
  readonly onTrainBatchEnd?: Hook<[batch: number, logs: Logs]>;
  /** After an epoch and all that follows it, with everything that a training needs to go on from there. */
  readonly onCheckpoint?: Hook<[progress: Progress]>;
  readonly onTestBegin?: Hook<[]>;
  readonly onTestEnd?: Hook<[logs: Logs]>;
  readonly onTestBatchEnd?: Hook<[batch: number, logs: Logs]>;
  /**
   * Where a training that is not told so shall go on, asked before the data is looked at; it brings the model into the
   * state of then.
   */
  readonly resumeFrom?: (model: Model) => Progress | undefined;
  /** What a resumed run needs to go on as if it had not been interrupted. */
  readonly getState?: () => CallbackState;
  readonly setState?: (state: CallbackState) => void;
}

/** What a callback can do to a training. */
export interface CallbackContext {
  readonly model: Model;
  readonly parameters: TrainingParameters;
  /** Where this training begins: a resumed one in the midst of an epoch has no `onEpochBegin` for that epoch. */
  readonly start: { readonly epoch: number; readonly step: number };
  /**
   * Ends the training after the current batch or epoch.
   * @param reason one sentence for the user
   */
  readonly stop: (reason?: string) => void;
  /** Where the training stands, between two steps. */
  readonly progress: () => Progress;
  readonly say: (kind: MessageKind, text: string) => void;
  /**
   * Looks into the model while it trains on the first samples: results of layers, gradients, terms. It costs about a
   * step, and changes nothing.
   */
  readonly inspect: () => Promise<Inspection>;
}

export interface CallbackState {
  /** JSON. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly tensors?: Readonly<Record<string, HostTensor>>;
}

/** @internal */
export type HookName = Exclude<keyof Callback, 'logsOfEpoch' | 'resumeFrom' | 'getState' | 'setState'>;

/** @internal */
export type HookArguments<K extends HookName> = Parameters<
  Extract<NonNullable<Callback[K]>, (...args: never) => unknown>
>;

/** Where the first callback that knows of an interrupted training says to go on. */
export function resumedProgress(model: Model, callbacks: readonly Callback[]): Progress | undefined {
  for (const callback of callbacks) {
    const progress = callback.resumeFrom?.(model);
    if (progress) return progress;
  }
  return undefined;
}

/** Runs one hook of every callback, in order. */
export async function runHooks<K extends HookName>(
  callbacks: readonly Callback[],
  hook: K,
  ...args: HookArguments<K>
): Promise<void> {
  for (const callback of callbacks) {
    const method = callback[hook] as ((...values: unknown[]) => unknown) | undefined;
    if (method) await method.apply(callback, args);
  }
}
